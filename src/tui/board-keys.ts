import type { Service } from '../api/service/type.ts';
import type { Board, Press } from './board.ts';
import { chosenRow, filtered, picker, stepped, type Picker, type Searchable } from './picker.ts';
import { doorRows, sourceRows, type DoorRow, type SourceRow } from './questions.ts';
import type { ServiceRow } from './service-rows.ts';

/** Back to where the trace was asked for. */
export function traceClosed(board: Board): Board {
  const screen = board.doors.rows.length > 1 ? 'doors' : 'sources';
  return { ...board, screen, question: undefined, result: undefined };
}

/** The board after a key. */
export function pressed(board: Board, press: Press): Board {
  if (press.key === 'interrupt') return { ...board, left: 'interrupt' };
  if (board.left !== undefined) return board;
  if (board.typing) return typed(board, press);
  if (board.help) return { ...board, help: false };
  switch (press.key) {
    case 'up':
      return moved(board, -1);
    case 'down':
      return moved(board, 1);
    case 'pageUp':
      return moved(board, -press.page);
    case 'pageDown':
      return moved(board, press.page);
    case 'enter':
      return entered(board);
    case 'escape':
      return listOf(board)?.filter ? withFilter(board, '') : back(board);
    case 'erase':
      return back(board);
    case 'text':
      return [...press.text].reduce((now, letter) => lettered(now, letter, press), board);
  }
}

function lettered(board: Board, letter: string, press: Press): Board {
  // What is typed fast comes as one text: a letter before may have begun a filter.
  if (board.typing) return typed(board, { ...press, text: letter });
  if (board.left !== undefined) return board;
  if (board.help) return { ...board, help: false };
  switch (letter) {
    case 'q':
      return back(board);
    case 'j':
      return moved(board, 1);
    case 'k':
      return moved(board, -1);
    case 'g':
      return moved(board, -Infinity);
    case 'G':
      return moved(board, Infinity);
    case '/':
      return listOf(board) ? { ...board, typing: true } : board;
    case 'r':
      return { ...board, reading: true };
    case 'w':
      return whyToggled(board);
    case '?':
      return { ...board, help: true };
    case '\r':
    case '\n':
      return entered(board);
    default:
      return board;
  }
}

function typed(board: Board, { key, text, page }: Press): Board {
  const filter = listOf(board)?.filter ?? '';
  switch (key) {
    case 'enter':
      return { ...board, typing: false };
    case 'escape':
      return { ...withFilter(board, ''), typing: false };
    case 'erase':
      return filter === '' ? { ...board, typing: false } : withFilter(board, [...filter].slice(0, -1).join(''));
    case 'text':
      if (text === '\r' || text === '\n') return { ...board, typing: false };
      // eslint-disable-next-line no-control-regex
      return withFilter(board, filter + text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ''));
    case 'up':
      return moved(board, -1);
    case 'down':
      return moved(board, 1);
    default:
      return moved(board, key === 'pageUp' ? -page : page);
  }
}

/** The list that is shown; undefined where there is none. */
export function listOf(board: Board): Picker<Searchable> | undefined {
  const { screen } = board;
  return screen === 'services' || screen === 'sources' || screen === 'doors' ? board[screen] : undefined;
}

function withFilter(board: Board, filter: string): Board {
  const { screen } = board;
  if (screen === 'services') return { ...board, services: filtered(board.services, filter) };
  if (screen === 'sources') return { ...board, sources: filtered(board.sources, filter) };
  return screen === 'doors' ? { ...board, doors: filtered(board.doors, filter) } : board;
}

function moved(board: Board, by: number): Board {
  switch (board.screen) {
    case 'services':
      return { ...board, services: stepped(board.services, by) };
    case 'sources':
      return { ...board, sources: stepped(board.sources, by) };
    case 'doors':
      return { ...board, doors: stepped(board.doors, by) };
    case 'why':
      // The screen knows its length and stops there; without a limit it would take as long to come back.
      return { ...board, scroll: Math.max(0, Math.min(board.scroll + by, 10_000)) };
    case 'trace':
      return board;
  }
}

function whyToggled(board: Board): Board {
  if (board.screen === 'why') return { ...board, screen: 'services' };
  if (board.screen !== 'services') return board;
  return chosenRow(board.services) ? { ...board, screen: 'why', scroll: 0 } : { ...board, notice: 'no Service is chosen' }; // prettier-ignore
}

function back(board: Board): Board {
  switch (board.screen) {
    case 'services':
      return { ...board, left: 'quit' };
    case 'why':
    case 'sources':
      return { ...board, screen: 'services' };
    case 'doors':
      return { ...board, screen: 'sources' };
    case 'trace':
      return traceClosed(board);
  }
}

function entered(board: Board): Board {
  const row = chosenRow(board.services);
  if (!row) return { ...board, notice: 'no Service is chosen' };
  if (board.screen === 'services' || board.screen === 'why')
    return { ...board, screen: 'sources', sources: picker(sourceRows(board.cluster, row.namespace)) };
  const source = chosenRow(board.sources);
  if (!source) return { ...board, notice: 'no source is chosen' };
  if (board.screen === 'sources') return withDoors(board, row, source);
  const door = chosenRow(board.doors);
  if (board.screen !== 'doors') return board;
  return door ? asking(board, row, source, door) : { ...board, notice: 'no port is chosen' };
}

/** The ports to choose from; where there is one, it is asked at once. */
function withDoors(board: Board, row: ServiceRow, source: SourceRow): Board {
  const service = board.cluster.get('services', row.namespace, row.name) as Service | undefined;
  const doors = picker(service ? doorRows(board.cluster, service, source) : []);
  const [only, ...more] = doors.rows;
  if (!only) return { ...board, notice: `${row.key} has no port to ask` };
  return more.length > 0 ? { ...board, screen: 'doors', doors } : asking({ ...board, doors }, row, source, only);
}

function asking(board: Board, { namespace }: ServiceRow, source: SourceRow, door: DoorRow): Board {
  return { ...board, screen: 'trace', question: { namespace, source, door }, result: undefined };
}
