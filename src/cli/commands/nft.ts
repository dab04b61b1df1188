import { UserError } from '../../net/user-error.ts';
import type { NftFamily, NftTable } from '../../nftables/model.ts';
import { chainText, rulesetText, setText, tableText } from '../../nftables/print.ts';
import { serviceFamilies } from '../../kube-proxy/families.ts';
import type { Run } from '../command.ts';
import { nodeWords, tellMode } from '../node-words.ts';

const FAMILIES: ReadonlySet<string> = new Set(['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev']);

/** `nft list ruleset|tables|table|chains|chain|sets|set|maps|map` on a node. */
export const run: Run = async (context) => {
  const { cluster, program, words } = await nodeWords(context);
  const plain = words.filter((word) => !/^-[nNapsSty]+$/.test(word));
  if (plain[0] !== 'list' || plain[1] === undefined) throw usage();
  tellMode(context, program, 'nftables');
  const used = serviceFamilies(cluster, program.node);
  // kube-proxy makes both tables on every node; one that holds nothing is left out unless it is asked for by name.
  const isNamed = plain.includes('kube-proxy');
  const families = ([4, 6] as const).filter((family) => isNamed || used.includes(family));
  const tables = families.flatMap((family) => program.nftables(family) ?? []);
  return listed(
    tables,
    plain.slice(1),
    (text) => context.io.out(text),
    (text) => context.io.err(text),
  );
};

function listed(
  tables: readonly NftTable[],
  words: readonly string[],
  out: (text: string) => void,
  err: (text: string) => void,
): number {
  const [what = '', ...rest] = words;
  const family = FAMILIES.has(rest[0] ?? '') ? (rest[0] as NftFamily) : undefined;
  const names = family === undefined ? rest : rest.slice(1);
  const chosen = tables.filter((table) => family === undefined || table.family === family);
  switch (what) {
    case 'ruleset':
      out(rulesetText(chosen));
      return 0;
    case 'tables':
      out(chosen.map((table) => `table ${table.family} ${table.name}\n`).join(''));
      return 0;
    case 'chains':
      for (const table of chosen)
        out(
          shell(
            table,
            [...table.chains.values()].map((chain) =>
              chainText({ ...chain, name: chain.name, ...(chain.base && { base: chain.base }), rules: [] }),
            ),
          ),
        );
      return 0;
    case 'sets':
    case 'maps':
      for (const table of chosen) {
        const kind = what === 'sets' ? 'set' : 'map';
        out(
          shell(
            table,
            [...table.sets.values()].filter((set) => set.kind === kind).map((set) => setText({ ...set, elements: [] })),
          ),
        );
      }
      return 0;
  }
  const [tableName, partName] = names;
  const table = tables.find((one) => one.family === (family ?? 'ip') && one.name === tableName);
  const missing = (): number => {
    const command = `list ${words.join(' ')}`;
    err(
      `Error: No such file or directory\n${command}\n${' '.repeat(command.length - (names.at(-1) ?? '').length)}${'^'.repeat((names.at(-1) ?? '').length)}\n`,
    );
    return 1;
  };
  if (what === 'table' && tableName !== undefined) {
    if (!table) return missing();
    out(tableText(table));
    return 0;
  }
  if (partName === undefined) throw usage();
  const chain = what === 'chain' ? table?.chains.get(partName) : undefined;
  const set = what === 'set' || what === 'map' ? table?.sets.get(partName) : undefined;
  const text = chain ? chainText(chain) : set?.kind === what ? setText(set) : undefined;
  if (!table || text === undefined) return missing();
  out(shell(table, [text]));
  return 0;
}

/** Parts of a table as nft shows them alone: in the table's frame. */
function shell(table: NftTable, parts: readonly string[]): string {
  return `table ${table.family} ${table.name} {\n${parts.join('\n')}}\n`;
}

function usage(): UserError {
  return new UserError(
    'nft: only listing is simulated: kube-proxy is the one that writes',
    2,
    'nft list ruleset | tables | table|chain|set|map [ip|ip6] kube-proxy [NAME] [--node NODE]',
  );
}
