import { zonesFrom } from '../corefile/zones.ts';
import { absolute, inZone } from '../message/name.ts';
import type { ResourceRecord } from '../message/record.ts';
import { bareReply } from '../message/reply.ts';
import { addressOfReverse } from '../message/reverse.ts';
import { parseAddress } from '../../net/address.ts';
import type { PluginSetup } from './plugin.ts';

const TTL = 3600;

/**
 * CoreDNS's `hosts` with entries in the Corefile (a FILE argument is not read: it lies in CoreDNS's own container). A name that
 * has entries of the other family only is NODATA; an unknown name is NXDOMAIN unless `fallthrough` covers it.
 */
export const setupHosts: PluginSetup = (directive, setup) => {
  const zones = zonesFrom(directive.args.slice(1), setup.zones);
  const byName = new Map<string, string[]>();
  const byAddress = new Map<string, string[]>();
  let ttl = TTL;
  let reverse = true;
  let fallthrough: readonly string[] | undefined;
  for (const { name, args } of directive.block) {
    const address = parseAddress(name);
    if (address) {
      for (const host of args.filter((_, i) => !args.slice(0, i + 1).some((word) => word.startsWith('#')))) {
        push(byName, absolute(host.toLowerCase()), address.text);
        if (!host.startsWith('*')) push(byAddress, address.text, absolute(host.toLowerCase()));
      }
    } else if (name === 'ttl') ttl = Number(args[0] ?? TTL);
    else if (name === 'no_reverse') reverse = false;
    else if (name === 'fallthrough') fallthrough = args.length === 0 ? ['.'] : zonesFrom(args, []);
  }
  return (question, _asked, next) => {
    const name = question.name.toLowerCase();
    const pointsTo = question.type === 'PTR' && reverse ? byAddress.get(addressOfReverse(name)?.text ?? '') : undefined;
    if (pointsTo) {
      const answers: ResourceRecord[] = pointsTo.map((target) => ({ name: question.name, ttl, type: 'PTR', target }));
      return bareReply('NOERROR', { authoritative: true, answers });
    }
    if (!zones.some((zone) => inZone(name, zone))) return next(question);
    const addresses = byName.get(name) ?? byName.get(`*${name.slice(name.indexOf('.'))}`);
    if (!addresses) {
      const hands = fallthrough?.some((zone) => inZone(name, zone)) ?? false;
      return hands || byName.size === 0 ? next(question) : bareReply('NXDOMAIN', { authoritative: true });
    }
    const answers = addresses.flatMap((address): ResourceRecord[] => {
      const type = address.includes(':') ? 'AAAA' : 'A';
      return type === question.type ? [{ name: question.name, ttl, type, address }] : [];
    });
    return bareReply('NOERROR', { authoritative: true, answers });
  };
};

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (!list) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}
