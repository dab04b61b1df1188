import type { Cluster } from '../cluster/cluster.ts';
import type { Diagnosis } from '../diagnose/diagnosis.ts';
import type { TraceResult } from '../trace/trace.ts';
import { pressed, traceClosed } from './board-keys.ts';
import { picker, refilled, type Picker } from './picker.ts';
import type { DoorRow, Question, SourceRow } from './questions.ts';
import { serviceRows, type ServiceRow } from './service-rows.ts';

/** What was found about a Service, or why nothing could be. */
export type Finding = Diagnosis | { readonly problem: string };

/** Everything that `kubesim tui` shows. What it waits for (a reading, a trace, a diagnosis) comes back as an event. */
export interface Board {
  readonly cluster: Cluster;
  readonly screen: 'services' | 'why' | 'sources' | 'doors' | 'trace';
  readonly services: Picker<ServiceRow>;
  readonly sources: Picker<SourceRow>;
  readonly doors: Picker<DoorRow>;
  /** Of the Services that were looked at, by key. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** Keys go into the filter of the list shown. */
  readonly typing: boolean;
  readonly help: boolean;
  /** Lines of the diagnosis that are scrolled away. */
  readonly scroll: number;
  /** The trace that is shown or, without `result`, awaited. */
  readonly question: Question | undefined;
  readonly result: TraceResult | undefined;
  /** The state is being read again. */
  readonly reading: boolean;
  readonly notice: string;
  readonly left: 'quit' | 'interrupt' | undefined;
}

/** A key, by its name or as the letters typed. `page` is the height of a page in lines. */
export interface Press {
  readonly kind: 'press';
  readonly key: 'up' | 'down' | 'pageUp' | 'pageDown' | 'enter' | 'escape' | 'erase' | 'interrupt' | 'text';
  readonly text: string;
  readonly page: number;
}

export type Event =
  | Press
  | { readonly kind: 'read'; readonly cluster: Cluster }
  | { readonly kind: 'found'; readonly cluster: Cluster; readonly key: string; readonly finding: Finding }
  | { readonly kind: 'traced'; readonly question: Question; readonly result: TraceResult }
  | { readonly kind: 'traceLeft'; readonly interrupted: boolean }
  | { readonly kind: 'failed'; readonly message: string };

/** The list of Services of a cluster. */
export function startBoard(cluster: Cluster): Board {
  return {
    cluster,
    screen: 'services',
    services: picker(serviceRows(cluster)),
    sources: picker<SourceRow>([]),
    doors: picker<DoorRow>([]),
    findings: new Map(),
    typing: false,
    help: false,
    scroll: 0,
    question: undefined,
    result: undefined,
    reading: false,
    notice: '',
    left: undefined,
  };
}

/** The board after an event. Answers to questions that are no longer asked change nothing. */
export function changed(board: Board, event: Event): Board {
  switch (event.kind) {
    case 'press':
      return pressed({ ...board, notice: '' }, event);
    case 'read':
      return readAgain(board, event.cluster);
    case 'found':
      if (event.cluster !== board.cluster) return board;
      return { ...board, findings: new Map(board.findings).set(event.key, event.finding) };
    case 'traced':
      return event.question === board.question ? { ...board, result: event.result } : board;
    case 'traceLeft':
      return event.interrupted ? { ...board, left: 'interrupt' } : traceClosed(board);
    case 'failed':
      return { ...(board.screen === 'trace' ? traceClosed(board) : board), reading: false, notice: event.message };
  }
}

function readAgain(board: Board, cluster: Cluster): Board {
  const services = refilled(board.services, serviceRows(cluster));
  const found = { ...board, cluster, services, findings: new Map(), reading: false, notice: 'read again' };
  // Pods and ports may be others now.
  return board.screen === 'sources' || board.screen === 'doors' ? { ...found, screen: 'services', typing: false } : found; // prettier-ignore
}
