import { parseIpset } from '../ipvs/ipset-parse.ts';
import { parseIpvsadm } from '../ipvs/ipvsadm-parse.ts';
import type { IpSet, IpvsState, VirtualServer } from '../ipvs/model.ts';
import type { Ruleset } from '../netfilter/model.ts';
import { parseRuleset } from '../netfilter/parse.ts';
import type { NftTable } from '../nftables/model.ts';
import { parseRuleset as parseNft } from '../nftables/parse.ts';
import { parseAddress, type Address, type Family } from '../net/address.ts';
import { contains, prefixOf, type Prefix } from '../net/prefix.ts';
import { UserError } from '../net/user-error.ts';
import type { Hook, HookContext, HookOutcome, HookWalker } from './hook.ts';
import { iptablesWalker } from './iptables/walk.ts';
import { ipvsWalker } from './ipvs/walk.ts';
import { nftWalker } from './nftables/walk.ts';
import { makeHost, type Host, type Topology } from './topology.ts';
import type { World } from './world.ts';
import type { WorldOptions } from './cluster-world.ts';

/** A host known only by what was pasted: its rules, and the addresses of its interfaces. No manifests, no Kubernetes. */

export interface PastedHost {
  readonly rulesets: readonly Ruleset[];
  readonly tables: readonly NftTable[];
  readonly virtualServers: readonly VirtualServer[];
  readonly sets: readonly IpSet[];
  readonly interfaces: readonly Interface[];
}

export interface Interface {
  readonly name: string;
  readonly address: Address;
  /** The network that hangs on it. */
  readonly prefix: Prefix;
}

/** What is in the texts of iptables-save, ip6tables-save, `nft list ruleset`, `ipvsadm -Ln` or `-Sn`, `ipset list` or `save`. Throws UserError for text that is none. */
export function readDumps(
  texts: readonly { readonly name: string; readonly text: string }[],
): Omit<PastedHost, 'interfaces'> {
  const rulesets: Ruleset[] = [];
  const tables: NftTable[] = [];
  const virtualServers: VirtualServer[] = [];
  const sets: IpSet[] = [];
  for (const { name, text } of texts) {
    if (/^\s*(?:add )?table\s+(?:(?:ip|ip6|inet|arp|bridge|netdev)\s+)?\S+\s*\{/m.test(text)) tables.push(...parseNft(text));
    else if (/^\*(?:raw|mangle|nat|filter|security)\b/m.test(text)) rulesets.push(parseRuleset(text, { source: name }));
    else if (/^(?:IP Virtual Server version |-A (?:-t|-u|--sctp-service) )/m.test(text)) virtualServers.push(...parseIpvsadm(text));
    else if (/^(?:Name: \S+\r?\nType: |create \S+ \S+:)/m.test(text)) sets.push(...parseIpset(text));
    else throw new UserError(`${name}: neither an iptables-save nor an nft listing`, 2, 'Give the output of iptables-save, ip6tables-save, nft list ruleset, ipvsadm -Ln or ipset save.'); // prettier-ignore
  }
  return { rulesets, tables, virtualServers, sets };
}

/** `eth0=192.168.1.2/24,10.0.0.1`: interfaces with address and prefix; those without a name are eth0, eth1 ... in order. */
export function readInterfaces(text: string): Interface[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((word, index) => {
      const [, name = `eth${index}`, rest = ''] = /^(?:([\w.@-]{1,15})=)?(.+)$/.exec(word) ?? [];
      const [plain = '', length] = rest.split('/');
      const address = parseAddress(plain);
      const width = address?.family === 4 ? 32 : 128;
      const bits = length === undefined ? (address?.family === 4 ? 24 : 64) : Number(length);
      if (!address || !Number.isInteger(bits) || bits < 0 || bits > width)
        throw new UserError(`--addresses: ${JSON.stringify(word)} is no address like eth0=192.168.1.2/24`);
      return { name, address, prefix: prefixOf(address, bits) };
    });
}

/** The pasted host as a walk needs it. Whatever leaves it counts as delivered: a dump does not know what lies beyond. */
export function dumpWorld(pasted: PastedHost, name: string, options: WorldOptions = {}): World {
  const host = hostOf(pasted, name);
  const topology: Topology = {
    hosts: new Map([[name, host]]),
    hostOf: (address) => (pasted.interfaces.some((each) => each.address.text === address.text) ? host : undefined),
    podAt: () => undefined,
    isTaken: () => false,
    bridgeOf: (pod) => pasted.interfaces.find((each) => contains(each.prefix, pod))?.name,
    network: 'ptp',
    overlay: 'routed',
  };
  const walkers = new Map<Family, HookWalker>();
  return {
    topology,
    walker: (_node, family) => {
      let walker = walkers.get(family);
      if (!walker) walkers.set(family, (walker = bothWalker(pasted, family)));
      return walker;
    },
    listens: () => ({ open: true, assumed: 'assumed open (a dump of rules does not say who listens)' }),
    isKnownOutside: () => true,
    now: options.now ?? 0,
    explain: options.explain ?? false,
    record: options.record ?? true,
    walkReplies: true,
  };
}

function hostOf({ interfaces, virtualServers }: PastedHost, name: string): Host {
  const none = (): undefined => undefined;
  // IPVS only meets packets for the host's own addresses: kube-ipvs0, or another device, has those of its virtual servers.
  const bound = new Set(virtualServers.map((server) => server.address.text));
  const host = makeHost({
    name,
    addresses: interfaces.map((each) => each.address),
    podCIDRs: [],
    bridge: none,
    overlay: none,
    alsoLocal: (address) => bound.has(address.text),
  });
  return {
    ...host,
    interfaceTowards: (destination) =>
      interfaces.find((each) => contains(each.prefix, destination))?.name ?? interfaces[0]?.name ?? 'eth0',
    addressOf: (device, family) =>
      (interfaces.find((each) => each.name === device && each.address.family === family) ?? interfaces.find((each) => each.address.family === family))?.address, // prettier-ignore
  };
}

/** A host may have iptables rules and nft tables of its own: every hook asks both. */
function bothWalker(pasted: PastedHost, family: Family): HookWalker {
  const walkers: HookWalker[] = [];
  const rulesets = pasted.rulesets.filter((ruleset) => ruleset.family === family);
  const ipvs = ipvsOf(pasted, family);
  // Whichever ruleset is walked last has IPVS behind it.
  if (ipvs) walkers.push(ipvsWalker(rulesets.pop() ?? { family, tables: [] }, ipvs));
  for (const ruleset of rulesets) walkers.unshift(iptablesWalker(ruleset));
  if (pasted.tables.length > 0) walkers.push(nftWalker(pasted.tables));
  const [only] = walkers;
  if (walkers.length === 1 && only) return only;
  return {
    walk(packet, context) {
      const begin: HookOutcome = { probability: 1, steps: [], packet, connection: context.connection, memory: context.memory, verdict: 'accept', examined: 0 }; // prettier-ignore
      return walkers.reduce<HookOutcome[]>(
        (ways, walker) => ways.flatMap((way) => after(way, walker, context)),
        [begin],
      );
    },
  };
}

function ipvsOf({ virtualServers, sets }: PastedHost, family: Family): IpvsState | undefined {
  if (virtualServers.length === 0 && sets.length === 0) return undefined;
  const own = virtualServers.filter((server) => server.address.family === family);
  const key = (protocol: string, address: Address, port: number): string => `${protocol} ${address.text} ${port}`;
  const byPlace = new Map(own.map((server) => [key(server.protocol, server.address, server.port), server]));
  return {
    virtualServers: own,
    boundAddresses: own.map((server) => server.address),
    sets,
    find: (protocol, address, port) => byPlace.get(key(protocol, address, port)),
  };
}

function after(way: HookOutcome, walker: HookWalker, context: HookContext): HookOutcome[] {
  if (way.verdict !== 'accept') return [way];
  const next: HookContext = { ...context, connection: settled(way, context.hook), memory: way.memory };
  return walker.walk(way.packet, next).map((outcome) => ({
    ...outcome,
    probability: way.probability * outcome.probability,
    steps: [...way.steps, ...outcome.steps],
    examined: way.examined + outcome.examined,
  }));
}

/** A connection is translated once, whichever table did it first. */
function settled(way: HookOutcome, hook: Hook): HookOutcome['connection'] {
  const { connection } = way;
  const destination = hook === 'prerouting' || hook === 'output';
  if (destination && connection.dnat) return { ...connection, destinationDone: true };
  if (!destination && connection.snat) return { ...connection, sourceDone: true };
  return connection;
}
