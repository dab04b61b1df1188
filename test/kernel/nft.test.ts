import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateCluster } from '../../bench/generate.ts';
import { nftTable } from '../../src/kube-proxy/nftables.ts';
import { seededRandom } from '../../src/net/random.ts';
import { anonymousAddresses } from '../../src/nftables/address-set.ts';
import { sortElements } from '../../src/nftables/element-order.ts';
import { rulesetText, setText } from '../../src/nftables/print.ts';
import { statementText } from '../../src/nftables/statement-text.ts';
import { loadDump, RECORDINGS } from '../recordings/load-dump.ts';
import { fixtureClusters } from './lab-clusters.ts';
import { inNamespace, whyNot } from './namespace.ts';

/** What kubesim prints is loaded into a real kernel by nft and listed again: the same text. */

interface Loaded {
  readonly name: string;
  readonly text: string;
}

const FIXTURES = await fixtureClusters('nftables');

function* programs(): Generator<Loaded> {
  for (const scenario of readdirSync(new URL('1.36/', RECORDINGS)).sort()) {
    const cluster = loadDump('1.36', scenario);
    for (const node of cluster.all('nodes').keys()) {
      yield {
        name: `${scenario} ${node}`,
        text: rulesetText(([4, 6] as const).map((family) => nftTable(cluster, node, family))),
      };
    }
  }
  for (const [name, cluster] of FIXTURES)
    for (const node of cluster.all('nodes').keys()) yield { name: `fixture ${name} ${node}`, text: rulesetText([nftTable(cluster, node, 4)]) }; // prettier-ignore
  const masqueradeAll = loadDump('1.36', 'types', {});
  const config = {
    ...masqueradeAll.config,
    proxy: { ...masqueradeAll.config.proxy, masqueradeAll: true, nodePortAddresses: ['0.0.0.0/0'] },
  };
  yield {
    name: 'masquerade-all, node ports on every address',
    text: rulesetText([nftTable(loadDump('1.36', 'types', config), 'node1', 4)]),
  };
  yield {
    name: '300 Services',
    text: rulesetText([nftTable(generateCluster({ services: 300, endpoints: 5 }), 'node1', 4)]),
  };
  const listings = join(import.meta.dirname, '../nftables/listings');
  for (const file of ['inet-input.txt']) yield { name: file, text: readFileSync(join(listings, file), 'utf8') };
}

/** Loads each text into the emptied ruleset of one namespace and lists it. */
function listAll(all: readonly Loaded[]): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'kubesim-nft-'));
  try {
    const steps = all.map(({ text }, i) => {
      const file = join(folder, String(i));
      writeFileSync(file, text);
      return `nft flush ruleset; { nft -f ${file} && nft list ruleset; } > ${file}.out 2>&1`;
    });
    inNamespace(steps.join('\n'));
    return new Map(all.map(({ name }, i) => [name, readFileSync(join(folder, `${i}.out`), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('nft', () => {
  const missing = whyNot('nft list ruleset') ?? whyNot('printf "table ip t {\\n}\\n" | nft -f -') ?? wrongVersion();
  const all = [...programs()];
  const listed = missing === undefined ? listAll(all) : new Map<string, string>();

  it.skipIf(missing !== undefined).each(all.map((one) => [one.name, one.text] as const))('%s', (name, text) => {
    expect(listed.get(name)).toBe(text);
  });

  if (missing !== undefined) it.skip(`cannot load rules here: ${missing}`, () => undefined);
});

/** Sets written in any order, and anonymous sets with overlapping prefixes, as nft itself lists them. */
describe('what nft makes of sets', () => {
  const missing = whyNot('nft list ruleset') ?? wrongVersion();
  const random = seededRandom('sets');
  const octet = (): number => random.integer(256);

  it.skipIf(missing !== undefined)('merges and sorts anonymous sets of addresses as we do', () => {
    const sets = Array.from({ length: 60 }, () =>
      Array.from(
        { length: 1 + random.integer(6) },
        () => `10.0.${random.integer(3)}.${octet() & 0xf0}/${24 + random.integer(9)}`,
      ),
    );
    const written = sets.map((texts) => `ip saddr != { ${texts.join(' , ')} } drop`);
    const { stdout, stderr } = inNamespace(
      'nft -f - && nft list ruleset',
      `table ip t {\nchain c {\n${written.join('\n')}\n}\n}\n`,
    );
    expect(stderr).toBe('');
    const ours = sets.map((texts) =>
      statementText({
        kind: 'match',
        left: { kind: 'field', name: 'ip saddr' },
        operator: '!=',
        right: anonymousAddresses(texts),
      }),
    );
    expect(
      stdout
        .split('\n')
        .filter((line) => line.includes('saddr'))
        .map((line) => line.trim().replace(/ drop$/, '')),
    ).toEqual(ours);
  });

  it.skipIf(missing !== undefined).each([
    ['ipv4_addr', () => [`${octet()}.${octet()}.0.${octet()}`]],
    ['ipv6_addr', () => [`fd00::${octet().toString(16)}:${(octet() + 1).toString(16)}`]],
    ['inet_service', () => [String(1 + random.integer(65535))]],
    [
      'mark',
      () => [
        `0x${random
          .integer(2 ** 32)
          .toString(16)
          .padStart(8, '0')}`,
      ],
    ],
    [
      'inet_proto . inet_service',
      () => [['tcp', 'udp', 'sctp'][random.integer(3)] ?? '', String(1 + random.integer(65535))],
    ],
    [
      'ipv4_addr . inet_proto . inet_service',
      () => [
        `10.96.${octet()}.${octet()}`,
        ['tcp', 'udp', 'sctp'][random.integer(3)] ?? '',
        String(1 + random.integer(9999)),
      ],
    ],
    ['ipv6_addr . inet_service', () => [`fd00::${(octet() + 1).toString(16)}`, String(1 + random.integer(9999))]],
    [
      'ifname . ipv4_addr',
      () => [`"${['eth', 'cni', 'veth', 'lo'][random.integer(4)]}${octet()}"`, `10.0.0.${octet()}`],
    ],
  ] as const)('lists elements of %s in our order, on our lines', (keyType, key) => {
    const keys = new Map(Array.from({ length: 40 }, () => key()).map((parts) => [parts.join(' . '), parts]));
    const input = `table ip t {\nset s {\ntype ${keyType}\nelements = { ${[...keys.keys()].join(', ')} }\n}\n}\n`;
    const { stdout, stderr } = inNamespace('nft -f - && nft list ruleset', input);
    expect(stderr).toBe('');
    const elements = sortElements(
      [...keys.values()].map((parts) => ({ key: parts })),
      keyType,
    );
    expect(stdout).toBe(`table ip t {\n${setText({ kind: 'set', name: 's', keyType, elements })}}\n`);
  });
});

/** Other versions of nft word some statements differently. */
function wrongVersion(): string | undefined {
  const version = /v(\d+\.\d+\.\d+)/.exec(inNamespace('nft --version').stdout)?.[1];
  return version === '1.0.6' ? undefined : `nft is ${version ?? 'unknown'}, the listings are those of 1.0.6`;
}
