import { parsePrefix } from '../../net/prefix.ts';
import { absolute } from '../message/name.ts';
import { reverseName } from '../message/reverse.ts';

/** The zones that `args` name, absolute and in lower case; a prefix such as 10.0.0.0/8 stands for its reverse zone. No args: `otherwise`. */
export function zonesFrom(args: readonly string[], otherwise: readonly string[]): string[] {
  return args.length === 0 ? [...otherwise] : args.flatMap(zoneFrom);
}

function zoneFrom(text: string): string[] {
  const prefix = text.includes('/') ? parsePrefix(text) : undefined;
  if (!prefix) return [absolute(text.toLowerCase())];
  const step = prefix.address.family === 4 ? 8 : 4;
  const width = prefix.address.family === 4 ? 32 : 128;
  const labels = reverseName(prefix.address).split('.');
  return [labels.slice((width - Math.floor(prefix.length / step) * step) / step).join('.')];
}

/** The zone and port of a server block's key: `dns://example.org:1053` is example.org. and 1053. The port is 53 where none is named. */
export function serverKey(key: string): { zone: string; port: number; transport: string } {
  const scheme = /^([a-z+]+):\/\//.exec(key);
  const rest = key.slice(scheme?.[0].length ?? 0);
  const port = /:(\d{1,5})$/.exec(rest);
  const [zone = '.'] = zonesFrom([rest.slice(0, rest.length - (port?.[0].length ?? 0)) || '.'], []);
  return { zone, port: port ? Number(port[1]) : 53, transport: scheme?.[1] ?? 'dns' };
}
