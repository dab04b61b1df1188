import { prefixText } from '../net/prefix.ts';
import type { Match, PortRange, Target } from './model.ts';

/** Writing conditions and targets the way iptables-save 1.8.9 does; checked against the real program and recorded dumps. */

/** The condition as iptables-save prints it, with its `-m` where it has one. */
export function printMatch(match: Match): string {
  const not = match.negate === true ? '! ' : '';
  switch (match.kind) {
    case 'source':
      return `${not}-s ${prefixText(match.prefix)}`;
    case 'destination':
      return `${not}-d ${prefixText(match.prefix)}`;
    case 'in-interface':
      return `${not}-i ${match.name}`;
    case 'out-interface':
      return `${not}-o ${match.name}`;
    case 'protocol':
      return `${not}-p ${match.protocol}`;
    case 'fragment':
      return `${not}-f`;
    case 'comment':
      return `-m comment --comment ${quote(match.text)}`;
    case 'ports':
      return printPorts(match);
    case 'multiport':
      return `-m multiport ${not}${MULTIPORT[match.direction]} ${match.ports.map(rangeText).join(',')}`;
    case 'conntrack':
      return `-m ${match.module} ${not}--${match.module === 'state' ? 'state' : 'ctstate'} ${match.states.join(',')}`;
    case 'mark':
      return `-m ${match.module} ${not}--mark ${hex(match.value)}${match.mask === 0xffffffff ? '' : `/${hex(match.mask)}`}`;
    case 'statistic':
      return `-m statistic --mode random ${not}--probability ${(match.probability / 2 ** 31).toFixed(11)}`;
    case 'statistic-nth':
      return `-m statistic --mode nth ${not}--every ${match.every} --packet ${match.packet}`;
    case 'addrtype':
      return printAddressType(match);
    case 'recent':
      return printRecent(match, not);
    case 'set':
      return `-m set ${not}--match-set ${match.name} ${match.directions.join(',')}`;
    case 'physdev':
      return printPhysdev(match);
    case 'nfacct':
      return `-m nfacct --nfacct-name  ${match.name}`;
    case 'icmp':
      return `-m ${match.module} ${not}--${match.module === 'icmp' ? 'icmp' : 'icmpv6'}-type ${match.type}`;
    case 'ipvs':
      return printIpvs(match, not);
    case 'unknown':
      return match.text;
  }
}

/** The target as iptables-save prints it: `-j ...` or `-g ...`. */
export function printTarget(target: Target): string {
  switch (target.kind) {
    case 'accept':
    case 'drop':
    case 'return':
    case 'queue':
      return `-j ${target.kind.toUpperCase()}`;
    case 'jump':
      return `-j ${target.chain}`;
    case 'goto':
      return `-g ${target.chain}`;
    case 'reject':
      return `-j REJECT --reject-with ${target.with}`;
    case 'dnat':
      return `-j DNAT --to-destination ${target.to}${options(target.options)}`;
    case 'snat':
      return `-j SNAT --to-source ${target.to}${options(target.options)}`;
    case 'redirect':
      return `-j REDIRECT --to-ports ${target.ports}${options(target.options)}`;
    case 'masquerade': {
      const ports = target.toPorts === undefined ? '' : ` --to-ports ${target.toPorts}`;
      return `-j MASQUERADE${ports}${target.randomFully ? ' --random-fully' : ''}`;
    }
    case 'set-xmark':
      return `-j MARK --set-xmark ${hex(target.value)}/${hex(target.mask)}`;
    case 'notrack':
      return '-j CT --notrack';
    case 'unknown':
      return `-j ${target.name}${options(target.text)}`;
  }
}

/** xtables_save_string: bare if only letters, digits, `_` and `-`; else quoted, with `"`, `\` and `'` escaped. */
export function quote(text: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(text)) return text;
  return /["\\']/.test(text) ? `"${text.replace(/["\\']/g, '\\$&')}"` : `"${text}"`;
}

/** `80`, or `80:90`. */
export function rangeText(range: PortRange): string {
  return range.from === range.to ? String(range.from) : `${range.from}:${range.to}`;
}

const MULTIPORT = { source: '--sports', destination: '--dports', either: '--ports' } as const;

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function options(text: string | undefined): string {
  return text === undefined || text === '' ? '' : ` ${text}`;
}

type MatchOf<Kind extends Match['kind']> = Extract<Match, { kind: Kind }>;

function printPorts(match: MatchOf<'ports'>): string {
  let text = `-m ${match.module}`;
  const { sourcePorts, destinationPorts, rest } = match;
  if (sourcePorts) text += `${sourcePorts.negate === true ? ' !' : ''} --sport ${rangeText(sourcePorts)}`;
  if (destinationPorts)
    text += `${destinationPorts.negate === true ? ' !' : ''} --dport ${rangeText(destinationPorts)}`;
  return rest === undefined ? text : `${text} ${rest}`;
}

function printAddressType(match: MatchOf<'addrtype'>): string {
  let text = '-m addrtype';
  if (match.sourceType !== undefined)
    text += `${match.negateSource === true ? ' !' : ''} --src-type ${match.sourceType}`;
  if (match.destinationType !== undefined)
    text += `${match.negateDestination === true ? ' !' : ''} --dst-type ${match.destinationType}`;
  if (match.limitIn === true) text += ' --limit-iface-in';
  if (match.limitOut === true) text += ' --limit-iface-out';
  return text;
}

function printRecent(match: MatchOf<'recent'>, not: string): string {
  let text = `-m recent ${not}--${match.action}`;
  if (match.seconds !== undefined) text += ` --seconds ${match.seconds}`;
  if (match.reap === true) text += ' --reap';
  if (match.hitcount !== undefined) text += ` --hitcount ${match.hitcount}`;
  return `${text} --name ${match.list} --mask ${match.mask} --r${match.side}`;
}

function printPhysdev(match: MatchOf<'physdev'>): string {
  let text = '-m physdev';
  if (match.isIn === true) text += ' --physdev-is-in';
  if (match.negateIsIn === true) text += ' ! --physdev-is-in';
  if (match.rest !== undefined) text += ` ${match.rest}`;
  if (match.isOut === true) text += ' --physdev-is-out';
  if (match.isBridged === true) text += ' --physdev-is-bridged';
  return text;
}

function printIpvs(match: MatchOf<'ipvs'>, not: string): string {
  let text = '-m ipvs';
  if (match.handled === true) text += ` ${not}--ipvs`;
  if (match.protocol !== undefined) text += ` --vproto ${match.protocol}`;
  // xt_ipvs, unlike -s and -d, leaves out the length of a whole address (xtables_ipmask_to_numeric).
  if (match.address)
    text += ` --vaddr ${prefixText(match.address).replace(match.address.address.family === 4 ? /\/32$/ : /\/128$/, '')}`;
  if (match.port !== undefined) text += ` --vport ${match.port}`;
  return text;
}
