import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../src/trace/tree.ts';

/** The rows of `packets.NODE.MODE.tsv`: what a real kernel did. */

export const RECORDINGS = join(import.meta.dirname, '..', 'recordings', '1.36');

export interface PacketRow {
  readonly source: string;
  readonly source_ip: string;
  readonly destination: string;
  readonly proto: string;
  readonly result: string;
  readonly backends: string;
  readonly seen_sources: string;
  readonly note: string;
}

export interface PacketFile {
  readonly scenario: string;
  readonly node: string;
  readonly mode: 'iptables' | 'nftables';
  readonly rows: readonly PacketRow[];
}

/** Every recorded file with the rows that a dump can answer (what listens in a pod and unknown addresses are not in it). */
export function packetFiles(): PacketFile[] {
  return everyFile().map((file) => ({ ...file, rows: file.rows.filter(counts) }));
}

/** The rows of clients that asked two addresses of a Service in turn: `10.96.2.2:80 then 192.168.2.118:31100`. */
export function filesInTurn(): PacketFile[] {
  return everyFile()
    .map((file) => ({ ...file, rows: file.rows.filter(({ destination }) => destination.includes(' then ')) }))
    .filter(({ rows }) => rows.length > 0);
}

function everyFile(): PacketFile[] {
  return readdirSync(RECORDINGS).flatMap((scenario) =>
    readdirSync(join(RECORDINGS, scenario))
      .map((file) => /^packets\.(node\d+)\.(\w+)\.tsv$/.exec(file))
      .filter((found) => found !== null)
      .map((found) => ({
        scenario,
        node: found[1] ?? '',
        mode: found[2] === 'nft' ? ('nftables' as const) : ('iptables' as const),
        rows: readRows(join(RECORDINGS, scenario, found[0])),
      })),
  );
}

export function readRows(file: string): PacketRow[] {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const names = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ''])) as unknown as PacketRow;
  });
}

const SKIPPED = ['pod-ip-wrong-port', 'second-local-ip'];

function counts(row: PacketRow): boolean {
  return !(
    row.result.startsWith('mixed') ||
    row.result.startsWith('error') ||
    row.source.startsWith('remote-pod') ||
    SKIPPED.some((word) => row.note.includes(word)) ||
    // Summaries of several connections: they name no backend.
    (row.result === 'ok' && row.proto !== 'icmp' && row.backends === '')
  );
}

/** The words for `--from`, and the namespace of the pod. */
export function sourceOf(
  row: PacketRow,
  node: string,
  pods: ReadonlyMap<string, string>,
): { from: string; namespace: string } {
  const [kind = '', name = ''] = row.source.split(':');
  if (kind === 'node') return { from: `node/${node}`, namespace: 'default' };
  if (kind === 'client') return { from: `external=${row.source_ip}`, namespace: 'default' };
  const namespace = pods.get(name);
  return namespace === undefined
    ? { from: `pod=${row.source_ip}`, namespace: 'default' }
    : { from: `pod/${name}`, namespace };
}

export function requestOf(row: Pick<PacketRow, 'proto' | 'destination'>): string[] {
  if (row.proto === 'icmp') return ['ping', row.destination];
  const at = row.destination.lastIndexOf(':');
  return [row.proto, row.destination.slice(0, at), row.destination.slice(at + 1)];
}

/** What differs between a row and the outcomes found for it; undefined if nothing. */
export function difference(row: PacketRow, outcomes: readonly Outcome[]): string | undefined {
  const possible = outcomes.filter((outcome) => outcome.probability > 0);
  const verdicts = new Set(possible.map((outcome) => outcome.verdict));
  const want = row.result.split('(')[0] ?? '';
  const told = `real ${row.result}; kubesim ${possible.map((o) => `${o.verdict} ${o.reason} ${o.endpoint?.ip ?? ''}:${o.endpoint?.port ?? ''} seen ${o.sourceSeen}`).join(' | ')}`;
  if (want !== 'ok' || row.proto === 'icmp') {
    const fits: Record<string, string[]> = {
      ok: ['delivered'],
      timeout: ['dropped', 'unrouted'],
      reject: ['rejected', 'refused'],
      refused: ['refused', 'rejected'],
    };
    return verdicts.size > 0 && [...verdicts].every((verdict) => fits[want]?.includes(verdict)) ? undefined : told;
  }
  const at = (outcome: Outcome): string => `${outcome.endpoint?.ip}:${outcome.endpoint?.port}`;
  const done = possible.filter((outcome) => outcome.verdict === 'delivered');
  const real = new Set(row.backends.split(',').map((one) => one.split('=')[0]?.split('@')[1] ?? ''));
  const seen = new Set(row.seen_sources.split(',').map((one) => one.split('=')[0] ?? ''));
  const stuck = row.note.includes('affinity=stuck');
  const got = new Set(done.map(at));
  const gotSeen = new Set(done.filter((one) => !stuck || real.has(at(one))).map((one) => one.sourceSeen ?? ''));
  const backends = stuck ? [...real].every((one) => got.has(one)) : sameSet(real, got);
  // Rounds of affinity record the backends, not which client address each saw.
  const good =
    backends && (row.seen_sources === '' || sameSet(seen, gotSeen)) && verdicts.size === 1 && verdicts.has('delivered');
  return good ? undefined : `${told}; real backends ${[...real].join(',')} seen ${[...seen].join(',')}`;
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}

export function recorded(scenario: string, file: string): string | undefined {
  const path = join(RECORDINGS, scenario, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
