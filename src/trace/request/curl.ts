import type { Family } from '../../net/address.ts';
import { UserError } from '../../net/user-error.ts';
import { OPTIONS_WITH_VALUE } from './curl-options.ts';
import type { TraceRequest } from './request.ts';
import { checkedHost, portNumber } from './words.ts';

/** curl's port for proxies whose URL names none. */
const PROXY_PORT = 1080;
const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, ws: 80, wss: 443, telnet: 23 };

interface CurlOptions {
  url?: string;
  family?: Family;
  interface?: string;
  resolve: { host: string; port: number; address: string }[];
  proxy?: string;
  connectTo: { host: string; port: number; toHost: string; toPort: number }[];
}

/** The request of a curl or wget command line (without its first word). Options that do not matter to a packet are passed over. */
export function parseCurl(tool: 'curl' | 'wget', words: readonly string[], text: string): TraceRequest {
  const found = readOptions(tool, words);
  if (found.url === undefined) throw new UserError(`no URL in ${JSON.stringify(text)}`, 2);
  const { host, port } = found.proxy === undefined ? readUrl(found.url) : readUrl(found.proxy, PROXY_PORT);
  const turn = found.connectTo.find(
    (each) => (each.host === '' || each.host === host) && (each.port === 0 || each.port === port),
  );
  return {
    text,
    tool,
    protocol: 'tcp',
    url: found.url,
    host: turn && turn.toHost !== '' ? turn.toHost : host,
    port: turn && turn.toPort !== 0 ? turn.toPort : port,
    ...(found.family ? { family: found.family } : {}),
    ...(found.resolve.length > 0 ? { resolve: found.resolve } : {}),
    ...(found.interface === undefined ? {} : { interface: found.interface }),
  };
}

function readOptions(tool: 'curl' | 'wget', words: readonly string[]): CurlOptions {
  const found: CurlOptions = { resolve: [], connectTo: [] };
  const { short, long: longs } = OPTIONS_WITH_VALUE[tool];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const long = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(word);
    if (long) {
      const name = long[1] ?? '';
      const value = long[2] ?? (longs.has(name) ? words[++i] : undefined);
      setLong(found, name, value);
    } else if (/^-[A-Za-z0-9#:]/.test(word)) {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at] ?? '';
        if (letter === '4') found.family = 4;
        if (letter === '6') found.family = 6;
        if (!short.has(letter)) continue;
        const value = at === word.length - 1 ? words[++i] : word.slice(at + 1);
        if (letter === 'x' && tool === 'curl') found.proxy = value ?? '';
        break;
      }
    } else if (found.url === undefined) found.url = word;
  }
  return found;
}

function setLong(found: CurlOptions, name: string, value: string | undefined): void {
  if (name === 'ipv4' || name === 'inet4-only') found.family = 4;
  else if (name === 'ipv6' || name === 'inet6-only') found.family = 6;
  else if (value === undefined) return;
  else if (name === 'url') found.url = value;
  else if (name === 'bind-address') found.interface = value;
  else if (name === 'proxy' || name === 'preproxy' || name.startsWith('socks')) found.proxy = value;
  else if (name === 'interface') found.interface = value.replace(/^(if|host)!/, '');
  else if (name === 'resolve') {
    const parts = /^\+?([^:]+):(\d+):(.+)$/.exec(value);
    const [, host, port, addresses] = parts ?? [];
    if (host === undefined || port === undefined || addresses === undefined)
      throw new UserError(`--resolve ${value}: expected HOST:PORT:ADDRESS`, 2);
    for (const address of addresses.split(','))
      found.resolve.push({ host, port: portNumber(port), address: address.replace(/^\[|\]$/g, '') });
  } else if (name === 'connect-to') {
    const [, host = '', port = '', toHost = '', toPort = ''] = /^(\[[^\]]*\]|[^:]*):(\d*):(\[[^\]]*\]|[^:]*):(\d*)$/.exec(value) ?? []; // prettier-ignore
    found.connectTo.push({
      host,
      port: Number(port) || 0,
      toHost: toHost.replace(/^\[|\]$/g, ''),
      toPort: Number(toPort) || 0,
    });
  }
}

/** Host and port of a URL; as curl does, `http` where no scheme is written. */
function readUrl(url: string, otherwise?: number): { host: string; port: number } {
  const parts = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?(?:[^/?#@]*@)?(\[[^\]]+\]|[^:/?#]*)(?::(\d*))?(?:[/?#].*)?$/s.exec(
    url,
  );
  const host = parts?.[2];
  if (!parts || !host) throw new UserError(`${JSON.stringify(url)} is no URL with a host`, 2);
  const scheme = (parts[1] ?? 'http').toLowerCase();
  const preset = Object.hasOwn(PORTS, scheme) ? PORTS[scheme] : undefined;
  const port = parts[3] ? portNumber(parts[3]) : (otherwise ?? preset);
  if (port === undefined) throw new UserError(`which port does ${scheme} use? Write it in the URL: ${url}`, 2);
  return { host: checkedHost(host.replace(/^\[|\]$/g, '')), port };
}
