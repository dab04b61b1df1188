import { parseAddress } from '../../net/address.ts';
import type { Origin } from '../../net/origin.ts';
import type { DnsHop } from '../dns-hop.ts';
import type { TraceRequest } from '../request/request.ts';
import type { TraceSource } from '../source.ts';
import type { Advice } from '../tree.ts';
import type { ReasonCode } from './code.ts';

/** Why a request never left: its name has no address. */
export interface NameFailure {
  readonly reason: ReasonCode;
  readonly message: string;
  readonly advice?: Advice;
  /** The manifest line that keeps the question from its server. */
  readonly origin?: Origin;
}

interface Asked {
  readonly request: TraceRequest;
  readonly source: TraceSource;
  readonly dns: readonly DnsHop[];
  readonly rcode: string;
  /** libc's words. */
  readonly error?: string;
  /** What the resolver has to say to a person about it. */
  readonly hints: readonly string[];
}

/** The failure of a look-up that came back without an address. */
export function nameFailure({ request, source, dns, rcode, error, hints }: Asked): NameFailure {
  const said = error === undefined ? '' : ` (${error})`;
  const { host } = request;
  const [hint] = hints;
  const advice = hint === undefined ? {} : { advice: hintAdvice(hint) };
  const silent = dns.find((hop) => hop.silence !== undefined);
  if (silent)
    return {
      reason: 'DNS_UNREACHABLE',
      message: `the DNS server ${silent.server} of ${whoAsks(source)} ${silent.silence === 'refused' ? 'refuses the question' : 'does not answer'}${said}: ${silent.way?.outcomes[0]?.message ?? 'no answer comes back'}`,
      ...advice,
      ...(silent.way?.outcomes[0]?.origin ? { origin: silent.way.outcomes[0].origin } : {}),
    };
  const alias = dns.flatMap((hop) => hop.answers).findLast((answer) => !parseAddress(answer))?.replace(/\.$/, ''); // prettier-ignore
  if (alias !== undefined)
    return { reason: 'NO_ADDRESS', message: `${host} is an alias of ${alias}, whose address is not known here${said}`, advice: aliasAdvice(request, alias) }; // prettier-ignore
  const known = dns.some((hop) => hop.rcode === 'NOERROR');
  if (known || rcode === 'NOERROR')
    return { reason: 'NO_ADDRESS', message: `${host} exists, but has no address${said}`, ...advice };
  if (rcode === 'SERVFAIL')
    return { reason: 'DNS_UNREACHABLE', message: `the DNS server cannot answer for ${host}${said}`, advice: { cause: OUTSIDE, fix: 'Check the name, or pin its address: the hosts plug-in in ConfigMap kube-system/coredns can stand for the world.', ...hintAdvice(hint ?? '') } }; // prettier-ignore
  return { reason: 'NXDOMAIN', message: `${host} does not exist for ${whoAsks(source)}${said}`, ...advice };
}

/** An alias is a CNAME: whether the name behind it has an address is decided elsewhere. */
function aliasAdvice({ host, port, tool }: TraceRequest, alias: string): Advice {
  const pin = tool === 'curl' ? `curl --resolve ${host}:${port}:ADDRESS, or ` : '';
  return {
    cause: `type ExternalName is a CNAME record and nothing else: ${alias} lies outside the cluster, where kubesim asks nobody.`,
    fix: `Check that ${alias} exists (dig ${alias}). To go on here, pin its address: ${pin}the hosts plug-in in ConfigMap kube-system/coredns.`,
  };
}

/** Whoever looks names up, in words that fit a sentence. */
export function whoAsks({ kind, name, namespace, pod }: TraceSource): string {
  if (kind === 'pod') return pod ? `pod ${namespace}/${name}` : `a pod in namespace ${namespace}`;
  return kind === 'node' ? `node ${name}` : kind === 'external' ? 'a client outside' : name;
}

const OUTSIDE =
  'The name is none of this cluster: its DNS passes it on to servers outside, and kubesim asks nobody there.';

/** `Service web is in namespace shop: ask for web.shop`: the cause, and behind it what to do. */
export function hintAdvice(hint: string): Advice {
  const remedy = /(?<=[:.] )(?:ask|look at|see why|entries of)\b.*$/is.exec(hint);
  const cause = hint.slice(0, remedy?.index).replace(/[:.]? $/, '');
  return {
    ...(cause === '' ? {} : { cause: sentence(cause) }),
    ...(remedy ? { fix: sentence(remedy[0]) } : {}),
  };
}

function sentence(text: string): string {
  return text.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase()).replace(/(?<![.!?])$/, '.');
}
