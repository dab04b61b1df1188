import { Box, useInput, type Key } from 'ink';
import { useEffect, useReducer, type ReactElement } from 'react';
import type { Cluster } from '../cluster/cluster.ts';
import type { Diagnosis } from '../diagnose/diagnosis.ts';
import { printable } from '../render/trace/text.ts';
import type { TraceResult } from '../trace/trace.ts';
import { BoardBody, rowsShown, serviceSpace } from './board-body.tsx';
import { listOf } from './board-keys.ts';
import { changed, startBoard, type Board, type Finding, type Press } from './board.ts';
import type { Line } from './lines.ts';
import { chosenRow } from './picker.ts';
import type { Question } from './questions.ts';
import { Styled, useSize } from './screen.tsx';
import { Stepper } from './stepper.tsx';

/** Who knows the answers. Each may throw; what it says is shown. */
export interface Engine {
  /** The cluster as it rests now. */
  read(): Promise<Cluster>;
  diagnose(cluster: Cluster, namespace: string, name: string): Diagnosis;
  trace(cluster: Cluster, question: Question): TraceResult;
}

export interface BrowserProps {
  readonly cluster: Cluster;
  readonly engine: Engine;
  readonly color: boolean;
  /** Told that somebody wants to leave: by q, or by ctrl-c. */
  readonly onQuit: (interrupted: boolean) => void;
}

/** The Services of a cluster, and the way from one to its diagnosis and to a trace. One line lower than the terminal. */
export function Browser({ cluster, engine, color, onQuit }: BrowserProps): ReactElement {
  const [columns, rows] = useSize();
  const [board, tell] = useReducer(changed, cluster, startBoard);
  const height = Math.max(4, rows - 1);
  const body = Math.max(1, height - 4);
  const { left, screen, question, result } = board;
  useInput((input, key) => {
    // The stepper reads its keys itself.
    if (screen === 'trace' && result) return;
    const press = pressOf(input, key, body);
    if (press) tell(press);
  });
  useEffect(() => {
    if (left !== undefined) onQuit(left === 'interrupt');
  }, [left, onQuit]);
  useReading(board, engine, tell);
  useFindings(board, engine, body, tell);
  useEffect(() => {
    if (!question || result) return undefined;
    return later(() => tell(attempt(() => ({ kind: 'traced', question, result: engine.trace(board.cluster, question) }), (message) => ({ kind: 'failed', message })))); // prettier-ignore
  }, [question, result, board.cluster, engine]);
  if (screen === 'trace' && result)
    return <Stepper result={result} color={color} onQuit={(interrupted) => tell({ kind: 'traceLeft', interrupted })} />;
  const rule: Line = { text: '─'.repeat(columns), tone: 'dim' };
  return (
    <Box flexDirection="column" width={columns} height={height} overflow="hidden">
      <Styled line={{ text: headOf(board), tone: 'strong' }} color={color} />
      <Styled line={rule} color={color} />
      <BoardBody board={board} columns={columns} height={body} color={color} />
      <Styled line={rule} color={color} />
      <Styled line={footOf(board, columns)} color={color} />
    </Box>
  );
}

type Tell = (event: Parameters<typeof changed>[1]) => void;

function useReading({ reading }: Board, engine: Engine, tell: Tell): void {
  useEffect(() => {
    if (!reading) return undefined;
    let stale = false;
    engine.read().then(
      (cluster) => stale || tell({ kind: 'read', cluster }),
      (problem: unknown) => stale || tell({ kind: 'failed', message: messageOf(problem) }),
    );
    return () => void (stale = true);
  }, [reading, engine, tell]);
}

/** Looks at the Services on the screen, the one chosen first, one after the other, so that keys are answered in between. */
function useFindings(board: Board, engine: Engine, height: number, tell: Tell): void {
  const { cluster, findings, services, screen } = board;
  const visible = screen === 'services' ? rowsShown(services, serviceSpace(height)) : [];
  const chosen = chosenRow(services);
  const wanted = screen === 'services' || screen === 'why' ? [...(chosen ? [chosen] : []), ...visible] : [];
  const next = wanted.find(({ key }) => !findings.has(key));
  useEffect(() => {
    if (!next) return undefined;
    const { key, namespace, name } = next;
    return later(() => {
      const finding: Finding = attempt(() => engine.diagnose(cluster, namespace, name), (problem) => ({ problem })); // prettier-ignore
      tell({ kind: 'found', cluster, key, finding });
    });
  }, [next, cluster, engine, tell]);
}

/** After what is on the screen has been drawn and keys have been read. Returns what calls it off. */
function later(work: () => void): () => void {
  const timer = setTimeout(work, 5);
  return () => clearTimeout(timer);
}

function attempt<Result, Other>(work: () => Result, otherwise: (message: string) => Other): Result | Other {
  try {
    return work();
  } catch (problem) {
    return otherwise(messageOf(problem));
  }
}

function messageOf(problem: unknown): string {
  return printable(problem instanceof Error ? problem.message : String(problem));
}

function pressOf(input: string, key: Key, page: number): Press | undefined {
  const press = (name: Press['key']): Press => ({ kind: 'press', key: name, text: '', page });
  if (key.ctrl) return input === 'c' ? press('interrupt') : undefined;
  if (key.escape) return press('escape');
  if (key.upArrow) return press('up');
  if (key.downArrow) return press('down');
  if (key.pageUp) return press('pageUp');
  if (key.pageDown) return press('pageDown');
  if (key.return || key.rightArrow) return press('enter');
  if (key.backspace || key.delete || key.leftArrow) return press('erase');
  return key.meta || input === '' ? undefined : { ...press('text'), text: input };
}

function headOf(board: Board): string {
  const { services, sources, doors, cluster, screen, question } = board;
  const service = chosenRow(services)?.key ?? '';
  const of = (
    list: { readonly shown: readonly unknown[]; readonly rows: readonly unknown[] },
    what: string,
  ): string => {
    const some = list.shown.length === list.rows.length ? '' : `${list.shown.length} of `;
    return `${some}${list.rows.length} ${what}${list.rows.length === 1 ? '' : 's'}`;
  };
  switch (screen) {
    case 'services':
      return `${of(services, 'Service')}, kube-proxy in ${cluster.config.proxy.mode} mode, Kubernetes ${cluster.config.kubeVersion}`; // prettier-ignore
    case 'why':
      return printable(`why ${service}`);
    case 'sources':
      return printable(`who asks ${service}? ${of(sources, 'source')}`);
    case 'doors':
      return printable(`${chosenRow(sources)?.text ?? ''} asks ${service}: where? ${of(doors, 'way')}`);
    case 'trace':
      return printable(`tracing ${question?.door.request.join(' ') ?? ''} ...`);
  }
}

const KEYS: Readonly<Record<Board['screen'], string>> = {
  services: 'Enter trace  w why  / filter  r read again  ? help  q quit',
  why: 'Enter trace  ↑ ↓ scroll  w q back',
  sources: 'Enter choose  / filter  q back',
  doors: 'Enter trace  / filter  q back',
  trace: 'q back',
};

function footOf(board: Board, columns: number): Line {
  const filter = listOf(board)?.filter ?? '';
  if (board.reading) return { text: 'reading ...', tone: 'doubt' };
  if (board.notice !== '') return { text: board.notice, tone: 'doubt' };
  // The end of a long filter is where somebody types.
  if (board.typing) return { text: `/${printable(filter).slice(-Math.max(1, columns - 2))}_`, tone: 'strong' };
  if (filter !== '') return { text: `filter ${printable(filter)}: Esc clears it  Enter choose`, tone: 'accent' };
  return { text: KEYS[board.screen], tone: 'dim' };
}
