import type { Origin } from '../../net/origin.ts';
import { parsePrefix } from '../../net/prefix.ts';
import type { Match, Rule, Target } from '../../netfilter/model.ts';
import type { NodeFacts } from '../node-facts.ts';
import type { PlannedEndpoint, PortPlan } from '../service-plan.ts';

/** The small pieces from which kube-proxy's rules are put together, in the order in which iptables-save prints them. */

export const MASQUERADE: Target = { kind: 'jump', chain: 'KUBE-MARK-MASQ' };

/** A rule that a Service port caused; its origin is looked up when somebody asks. */
class PlanRule implements Rule {
  readonly matches: readonly Match[];
  readonly target?: Target;
  readonly #plan: PortPlan;
  readonly #field: string;

  constructor(plan: PortPlan, field: string, matches: readonly Match[], target?: Target) {
    this.matches = matches;
    if (target) this.target = target;
    this.#plan = plan;
    this.#field = field;
  }

  get origin(): Origin {
    return this.#plan.origin(/^(\.|$)/.test(this.#field) ? this.#plan.portField + this.#field : this.#field);
  }
}

/** A rule caused by `field` of the plan's Service; a field that begins with a dot is one of its port entry. */
export function planRule(plan: PortPlan, field: string, matches: readonly Match[], target?: Target): Rule {
  return new PlanRule(plan, field, matches, target);
}

/** A rule that is there whatever Services there are. */
export function fixedRule(matches: readonly Match[], target: Target): Rule {
  return { matches, target };
}

export function jump(chain: string): Target {
  return { kind: 'jump', chain };
}

export function comment(text: string): Match {
  return { kind: 'comment', text };
}

/** `-d ip`; the whole network (nothing to print) where the prefix is /0. */
export function destination(text: string, negate?: true): Match {
  return address('destination', text, negate);
}

export function source(text: string, negate?: true): Match {
  return address('source', text, negate);
}

function address(kind: 'source' | 'destination', text: string, negate: true | undefined): Match {
  const prefix = parsePrefix(text);
  if (!prefix) throw new RangeError(`not an address or prefix: ${text}`);
  return negate ? { kind, prefix, negate } : { kind, prefix };
}

/** `-s ip` of one endpoint. */
export function sourceEndpoint({ address }: PlannedEndpoint): Match {
  return { kind: 'source', prefix: { address, length: address.family === 4 ? 32 : 128 } };
}

/** `-s range`, or nothing for the range that holds every address: iptables does not keep it. */
export function sourceRange(range: string): readonly Match[] {
  return range.endsWith('/0') ? [] : [source(range)];
}

type Protocol = PortPlan['protocol'];

const PROTOCOL: Readonly<Record<Protocol, Match>> = {
  tcp: { kind: 'protocol', protocol: 'tcp' },
  udp: { kind: 'protocol', protocol: 'udp' },
  sctp: { kind: 'protocol', protocol: 'sctp' },
};
const MODULE: Readonly<Record<Protocol, Match>> = {
  tcp: { kind: 'ports', module: 'tcp' },
  udp: { kind: 'ports', module: 'udp' },
  sctp: { kind: 'ports', module: 'sctp' },
};

/** `-p tcp` */
export function protocol(of: Protocol): Match {
  return PROTOCOL[of];
}

/** `-m tcp` alone */
export function anyPort(of: Protocol): Match {
  return MODULE[of];
}

/** `-m tcp --dport port` */
export function toPort(of: Protocol, port: number): Match {
  return { kind: 'ports', module: of, destinationPorts: { from: port, to: port } };
}

export const TO_LOCAL: Match = { kind: 'addrtype', destinationType: 'LOCAL' };
export const FROM_LOCAL: Match = { kind: 'addrtype', sourceType: 'LOCAL' };
export const NOT_FROM_LOCAL: Match = { kind: 'addrtype', sourceType: 'LOCAL', negateSource: true };
export const NOT_FROM_BRIDGE: Match = { kind: 'physdev', negateIsIn: true };
export const NEW_CONNECTION: Match = { kind: 'conntrack', module: 'conntrack', states: ['NEW'] };
export const INVALID: Match = { kind: 'conntrack', module: 'conntrack', states: ['INVALID'] };
export const KNOWN_CONNECTION: Match = { kind: 'conntrack', module: 'conntrack', states: ['RELATED', 'ESTABLISHED'] };

const RECENT_MASK = { 4: '255.255.255.255', 6: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' };

/** Whether the client was sent to this endpoint within the affinity's seconds. */
export function sentHereBefore(plan: PortPlan, chain: string): Match {
  const seconds = plan.affinitySeconds;
  const mask = RECENT_MASK[plan.family];
  return { kind: 'recent', action: 'rcheck', list: chain, seconds, reap: true, mask, side: 'source' };
}

/** Notes that the client is sent to this endpoint. */
export function noteSentHere(plan: PortPlan, chain: string): Match {
  return { kind: 'recent', action: 'set', list: chain, mask: RECENT_MASK[plan.family], side: 'source' };
}

const probabilities: Match[] = [];

/**
 * One in `among`: kube-proxy writes 1/n with ten decimals, iptables keeps the nearest multiple of 2^-31.
 * Source: computeProbability (pkg/proxy/iptables/proxier.go), checked against iptables 1.8.9 for n up to 5000.
 */
export function oneIn(among: number): Match {
  return (probabilities[among] ??= {
    kind: 'statistic',
    probability: Math.round(Number((1 / among).toFixed(10)) * 2 ** 31),
  });
}

export function reject(plan: PortPlan): Target {
  return { kind: 'reject', with: plan.family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable' };
}

/** `-s CIDR` or `-i BRIDGE`: pod traffic. Undefined: kube-proxy cannot tell. */
export function fromPods(facts: NodeFacts, family: 4 | 6, negate?: true): Match | undefined {
  const traffic = facts.podTraffic(family);
  if (!traffic) return undefined;
  if (traffic.by === 'source') return source(traffic.cidr, negate);
  return { kind: 'in-interface', name: traffic.name, ...(negate && { negate }) };
}

/** `! -s CIDR` or `! -i BRIDGE` among the matches of a destination, where iptables prints it. Undefined: kube-proxy cannot tell. */
export function notFromPods(facts: NodeFacts, family: 4 | 6, to: readonly Match[]): Match[] | undefined {
  const outside = fromPods(facts, family, true);
  if (outside?.kind !== 'in-interface') return outside && [outside, ...to];
  const at = to.findIndex(({ kind }) => kind !== 'destination');
  return to.toSpliced(at, 0, outside);
}
