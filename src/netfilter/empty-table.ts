import type { Chain, Table, TableName } from './model.ts';

/** The chains that each table has by itself, in the order in which the kernel's hooks come to them. */
export const BUILT_IN_CHAINS: Readonly<Record<TableName, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** What iptables shows of a table by name that nobody has put anything into. Observed with iptables 1.8.9 (nf_tables). */
export function emptyTable(name: TableName): Table {
  const chains = BUILT_IN_CHAINS[name].map((chain): Chain => ({ name: chain, policy: 'ACCEPT', rules: [] }));
  return { name, chains: new Map(chains.map((chain) => [chain.name, chain])) };
}
