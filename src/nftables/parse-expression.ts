import type { NftData, NftElement, NftExpression } from './model.ts';
import type { Tokens } from './tokens.ts';

/** First word of a field -> second words it may take (empty: none follows). */
const FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['ip', ['saddr', 'daddr', 'protocol', 'ttl', 'dscp', 'ecn', 'length', 'id', 'version', 'hdrlength', 'checksum', 'frag-off']],
  ['ip6', ['saddr', 'daddr', 'nexthdr', 'hoplimit', 'dscp', 'ecn', 'flowlabel', 'length', 'version']],
  ['tcp', ['dport', 'sport', 'flags', 'sequence', 'ackseq', 'window', 'doff', 'urgptr', 'checksum']],
  ['udp', ['dport', 'sport', 'length', 'checksum']],
  ['udplite', ['dport', 'sport', 'checksum']],
  ['sctp', ['dport', 'sport', 'vtag', 'checksum']],
  ['dccp', ['dport', 'sport', 'type']],
  ['th', ['dport', 'sport']],
  ['icmp', ['type', 'code', 'id', 'sequence', 'mtu', 'gateway', 'checksum']],
  ['icmpv6', ['type', 'code', 'id', 'sequence', 'mtu', 'checksum', 'parameter-problem', 'packet-too-big', 'max-delay']],
  ['ether', ['saddr', 'daddr', 'type']],
  ['vlan', ['id', 'type', 'pcp', 'cfi', 'dei']],
  ['arp', ['htype', 'ptype', 'hlen', 'plen', 'operation']],
  ['ah', ['spi', 'sequence']],
  ['esp', ['spi', 'sequence']],
  [
    'meta',
    [
      'l4proto', 'protocol', 'nfproto', 'mark', 'iif', 'iifname', 'iiftype', 'oif', 'oifname', 'oiftype', 'skuid', 'skgid', 'rtclassid', 'pkttype',
      'cpu', 'iifgroup', 'oifgroup', 'cgroup', 'length', 'priority', 'random', 'ipsec', 'iifkind', 'oifkind', 'time', 'day', 'hour', 'secmark',
      'ibrname', 'obrname', 'sdif', 'sdifname', 'broute', 'nftrace',
    ],
  ],
  ['ct', ['state', 'direction', 'status', 'mark', 'expiration', 'helper', 'label', 'zone', 'count', 'l3proto', 'id', 'secmark']],
  ['rt', ['classid', 'nexthop', 'mtu', 'ipsec']],
  ['socket', ['transparent', 'mark', 'wildcard']],
  ['iif', []],
  ['iifname', []],
  ['oif', []],
  ['oifname', []],
  ['pkttype', []],
  ['mark', []],
]); // prettier-ignore

const OPERATORS: ReadonlyMap<string, '&' | '|' | '^'> = new Map([
  ['&', '&'],
  ['and', '&'],
  ['|', '|'],
  ['or', '|'],
  ['^', '^'],
  ['xor', '^'],
]);

/** The expression that begins here, or undefined (position unchanged) where the words are not understood. */
export function parseExpression(tokens: Tokens): NftExpression | undefined {
  const start = tokens.position;
  const first = parsePrimary(tokens);
  if (!first) return undefined;
  let expression = first;
  if (tokens.peek() === '.') {
    const parts = [first];
    while (tokens.take('.')) {
      const part = parsePrimary(tokens);
      if (!part) {
        tokens.position = start;
        return undefined;
      }
      parts.push(part);
    }
    expression = { kind: 'concat', parts };
  }
  return parseOperators(tokens, expression);
}

/** `& 0xff | 0x1` behind an expression; left-associative, as nft prints it. */
export function parseOperators(tokens: Tokens, left: NftExpression): NftExpression {
  let expression = left;
  for (;;) {
    const operator = OPERATORS.get(tokens.peek() ?? '');
    const right = tokens.peek(1);
    if (!operator || right === undefined) return expression;
    tokens.position += 2;
    expression = { kind: 'binary', left: expression, operator, right };
  }
}

function parsePrimary(tokens: Tokens): NftExpression | undefined {
  const word = tokens.peek();
  if (word === undefined) return undefined;
  switch (word) {
    case 'numgen':
      return parseNumgen(tokens);
    case 'jhash':
    case 'symhash':
      return parseHash(tokens);
    case 'fib':
      return parseFib(tokens);
    case 'ct':
      if (tokens.peek(1) === 'original' || tokens.peek(1) === 'reply') return parseTuple(tokens);
  }
  const seconds = FIELDS.get(word);
  if (!seconds) return undefined;
  const second = tokens.peek(1);
  if (seconds.length === 0) {
    tokens.position++;
    return { kind: 'field', name: word === 'mark' ? 'meta mark' : word };
  }
  if (second === undefined || !seconds.includes(second)) return undefined;
  tokens.position += 2;
  return { kind: 'field', name: `${word} ${second}` };
}

/** `ct original ip daddr`, `ct reply proto-src`. */
function parseTuple(tokens: Tokens): NftExpression {
  const words = [tokens.next(), tokens.next(), tokens.next()];
  if (words[2] === 'ip' || words[2] === 'ip6') words.push(tokens.next());
  return { kind: 'field', name: words.filter((word) => word !== undefined).join(' ') };
}

/** `fib daddr . iif type`. */
function parseFib(tokens: Tokens): NftExpression {
  const words = [tokens.next(), tokens.next()];
  while (tokens.take('.')) words.push('.', tokens.next());
  words.push(tokens.next());
  return { kind: 'field', name: words.filter((word) => word !== undefined).join(' ') };
}

function parseNumgen(tokens: Tokens): NftExpression | undefined {
  const [, mode, mod, modulus] = [tokens.peek(), tokens.peek(1), tokens.peek(2), Number(tokens.peek(3))];
  if ((mode !== 'random' && mode !== 'inc') || mod !== 'mod' || !isModulus(modulus)) return undefined;
  tokens.position += 4;
  if (tokens.peek() !== 'offset') return { kind: 'numgen', mode, modulus };
  const offset = Number(tokens.peek(1));
  tokens.position += 2;
  return { kind: 'numgen', mode, modulus, offset };
}

function parseHash(tokens: Tokens): NftExpression | undefined {
  const start = tokens.position;
  const of = tokens.next() === 'jhash' ? parseExpression(tokens) : undefined;
  const modulus = tokens.take('mod') ? Number(tokens.next()) : NaN;
  if (!isModulus(modulus)) {
    tokens.position = start;
    return undefined;
  }
  let options = '';
  while (tokens.peek() === 'seed' || tokens.peek() === 'offset') {
    options += `${options === '' ? '' : ' '}${tokens.next() ?? ''} ${tokens.next() ?? ''}`;
  }
  return { kind: 'hash', modulus, ...(of && { of }), ...(options !== '' && { options }) };
}

function isModulus(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0 && value <= 0xffffffff;
}

/** `@name`, `{ a, b : v }`, or a single value; undefined (position unchanged) where the braces do not close. */
export function parseData(tokens: Tokens): NftData | undefined {
  const word = tokens.peek();
  if (word === undefined) return undefined;
  if (word.startsWith('@')) {
    tokens.position++;
    return { kind: 'named', name: word.slice(1) };
  }
  if (word !== '{') {
    tokens.position++;
    if (tokens.peek() !== '/' || tokens.peek(1) === undefined) return { kind: 'value', text: word };
    tokens.position++;
    return { kind: 'value', text: `${word} / ${tokens.next() ?? ''}` };
  }
  const close = tokens.words.indexOf('}', tokens.position);
  if (close < 0) return undefined;
  const elements: NftElement[] = [];
  let words: string[] = [];
  for (const next of [...tokens.words.slice(tokens.position + 1, close), ',']) {
    if (next !== ',') words.push(next);
    else {
      if (words.length > 0) elements.push(parseElement(words));
      words = [];
    }
  }
  tokens.position = close + 1;
  return { kind: 'anonymous', elements };
}

/** One element from its words: key parts joined by `.`, attributes, comment, `:` and the value. */
export function parseElement(words: readonly string[]): NftElement {
  const colon = words.indexOf(':');
  const left = colon < 0 ? words : words.slice(0, colon);
  const key: string[] = [];
  let index = 0;
  for (; index < left.length; index += 2) {
    key.push(left[index] ?? '');
    if (left[index + 1] !== '.') break;
  }
  index++;
  const commentAt = left.indexOf('comment', index);
  const attributes = left.slice(index, commentAt < 0 ? undefined : commentAt).join(' ');
  const comment = commentAt < 0 ? undefined : (left[commentAt + 1] ?? '').replace(/^"|"$/g, '');
  return {
    key,
    ...(attributes !== '' && { attributes }),
    ...(comment !== undefined && { comment }),
    ...(colon >= 0 && { value: words.slice(colon + 1).join(' ') }),
  };
}
