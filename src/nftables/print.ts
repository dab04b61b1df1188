import { durationText } from './duration.ts';
import type { NftChain, NftSet, NftTable } from './model.ts';
import { elementText, ruleText } from './statement-text.ts';

const NEW_LINE = ',\n\t\t\t     ';
/** Key types of which nft puts five elements on a line, and two; every other type (and every concatenation) one. Source: calculate_delim, checked with nft 1.0.6. */
const FIVE_A_LINE: ReadonlySet<string> = new Set([
  'inet_service', 'inet_proto', 'mark', 'integer', 'nf_proto', 'tcp_flag', 'dccp_pkttype', 'iface_index', 'classid', 'uid', 'gid',
  'ct_dir', 'ct_status', 'icmpv6_type', 'ct_label', 'pkt_type', 'icmp_code', 'icmpv6_code', 'icmpx_code', 'devgroup', 'dscp', 'ecn',
  'fib_addrtype', 'boolean', 'arp_op',
]); // prettier-ignore
const TWO_A_LINE: ReadonlySet<string> = new Set(['ipv4_addr', 'ct_state', 'icmp_type', 'ether_type']);

/** The text of `nft list ruleset` for these tables. */
export function rulesetText(tables: Iterable<NftTable>): string {
  let text = '';
  for (const table of tables) text += tableText(table);
  return text;
}

/** The text of `nft list table FAMILY NAME`: comment, objects, sets and maps, chains, one blank line between blocks. */
export function tableText(table: NftTable): string {
  const parts: string[] = [`table ${table.family} ${table.name} {\n`];
  if (table.comment !== undefined) parts.push(`\tcomment "${table.comment}"\n`);
  if (table.flags && table.flags.length > 0) parts.push(`\tflags ${table.flags.join(',')}\n\n`);
  let delimiter = '';
  const block = (text: string): void => {
    parts.push(delimiter, text);
    delimiter = '\n';
  };
  for (const object of table.objects ?? []) block(`${object.replace(/^(?=.)/gm, '\t')}\n`);
  for (const set of table.sets.values()) block(setText(set));
  for (const chain of table.chains.values()) block(chainText(chain));
  parts.push('}\n');
  return parts.join('');
}

/** One set or map with its elements, indented for its table. */
export function setText(set: NftSet): string {
  const value = set.valueType === undefined ? '' : ` : ${set.valueType}`;
  let text = `\t${set.kind} ${set.name} {\n\t\t${set.byExpression ? 'typeof' : 'type'} ${set.keyType}${value}\n`;
  if (set.policy !== undefined) text += `\t\tpolicy ${set.policy}\n`;
  if (set.size !== undefined) text += `\t\tsize ${set.size}\n`;
  for (const statement of set.statements ?? []) text += `\t\t${statement}\n`;
  if (set.flags && set.flags.length > 0) text += `\t\tflags ${set.flags.join(',')}\n`;
  if (set.autoMerge) text += '\t\tauto-merge\n';
  if (set.timeout !== undefined) text += `\t\ttimeout ${durationText(set.timeout)}\n`;
  if (set.gcInterval !== undefined) text += `\t\tgc-interval ${durationText(set.gcInterval)}\n`;
  if (set.comment !== undefined) text += `\t\tcomment "${set.comment}"\n`;
  if (set.elements.length > 0) text += `\t\telements = { ${elementsText(set)} }\n`;
  return `${text}\t}\n`;
}

function elementsText(set: NftSet): string {
  const perLine = set.byExpression ? 1 : FIVE_A_LINE.has(set.keyType) ? 5 : TWO_A_LINE.has(set.keyType) ? 2 : 1;
  if (perLine === 1) return set.elements.map(elementText).join(NEW_LINE);
  const parts: string[] = [];
  for (const [index, element] of set.elements.entries()) {
    if (index > 0) parts.push(index % perLine === 0 ? NEW_LINE : ', ');
    parts.push(elementText(element));
  }
  return parts.join('');
}

/** One chain with its rules, indented for its table. */
export function chainText(chain: NftChain): string {
  let text = `\tchain ${chain.name} {\n`;
  if (chain.comment !== undefined) text += `\t\tcomment "${chain.comment}"\n`;
  if (chain.base) {
    const { type, hook, device, priority, policy } = chain.base;
    const where = device === undefined ? hook : `${hook} ${device}`;
    text += `\t\ttype ${type} hook ${where} priority ${priority}; policy ${policy};\n`;
  }
  for (const rule of chain.rules) text += `\t\t${ruleText(rule)}\n`;
  return `${text}\t}\n`;
}
