import { Box, Text, useInput } from 'ink';
import { useReducer, type ReactElement } from 'react';
import { waysOf } from '../render/trace/story.ts';
import { PLAIN } from '../render/trace/paint.ts';
import { headLine } from '../render/trace/summary.ts';
import { outcomeText, percent, printable } from '../render/trace/text.ts';
import type { TraceResult } from '../trace/trace.ts';
import { moveOf } from './keys.ts';
import { descriptionLines, type Line } from './lines.ts';
import { listRows, visibleRows, type ListRow } from './list.ts';
import { Styled, useSize } from './screen.tsx';
import { moved, startWalk, type Walk } from './walk.ts';

/** Narrower terminals have the list above the description instead of beside it. */
const BESIDE = 72;
const LIST_WIDTH = 30;

export interface StepperProps {
  readonly result: TraceResult;
  readonly color: boolean;
  /** Told that the walk is to end: by q, or by ctrl-c. */
  readonly onQuit: (interrupted: boolean) => void;
}

/** A trace to walk through with the keyboard. It is one line lower than the terminal, so that nothing ever scrolls. */
export function Stepper({ result, color, onQuit }: StepperProps): ReactElement {
  const [columns, rows] = useSize();
  const [walk, move] = useReducer(moved, result, start);
  useInput((input, key) => {
    // Keys pressed faster than they are read come as one text.
    for (const each of input.length > 1 ? input : [input]) {
      const wanted = moveOf(each, key, Math.max(1, rows - 8));
      if (wanted === 'quit' || wanted === 'interrupt') {
        onQuit(wanted === 'interrupt');
        return;
      }
      if (wanted) move(wanted);
    }
  });
  const height = Math.max(3, rows - 1);
  const body = Math.max(1, height - 5);
  const rule = '─'.repeat(columns);
  return (
    <Box flexDirection="column" width={columns} height={height} overflow="hidden">
      <Styled line={{ text: headLine(result, PLAIN), tone: 'strong' }} color={color} />
      <Styled line={{ text: wayLine(walk), tone: 'dim' }} color={color} />
      <Styled line={{ text: rule, tone: 'dim' }} color={color} />
      <Body result={result} walk={walk} columns={columns} height={body} color={color} />
      <Styled line={{ text: rule, tone: 'dim' }} color={color} />
      <Styled line={footer(walk, columns)} color={color} />
    </Box>
  );
}

function start(result: TraceResult): Walk {
  const ways = waysOf(result);
  return startWalk(ways, Math.max(0, ways.findIndex((way) => way.index === result.shown))); // prettier-ignore
}

function wayLine({ ways, way, at }: Walk): string {
  const here = ways[way];
  if (!here) return '';
  const step = at < here.turns.length ? `step ${at + 1} of ${here.turns.length}` : 'the end';
  const which = ways.length > 1 ? `, way ${way + 1} of ${ways.length} (${percent(here.path.probability)}): ${outcomeText(here.path.outcome)}` : ''; // prettier-ignore
  return printable(`${step}${which}`);
}

function footer({ notice }: Walk, columns: number): Line {
  if (notice !== '') return { text: notice, tone: 'doubt' };
  const long = 'n next  b back  i into  o over  u out  1-9 branch  [ ] way  w why  ? help  q quit';
  return { text: columns >= long.length ? long : 'n next  b back  i/o in/over  w why  ? help  q quit', tone: 'dim' };
}

function Body({
  result,
  walk,
  columns,
  height,
  color,
}: {
  readonly result: TraceResult;
  readonly walk: Walk;
  readonly columns: number;
  readonly height: number;
  readonly color: boolean;
}): ReactElement {
  // prettier-ignore
  const beside = columns >= BESIDE;
  const listHeight = beside ? height : Math.max(0, Math.min(6, Math.floor(height / 3)));
  const listWidth = beside ? Math.min(LIST_WIDTH + Math.max(0, Math.floor((columns - 90) / 3)), 48) : columns;
  const space = beside ? columns - listWidth - 2 : columns;
  const room = beside ? height : height - listHeight - (listHeight > 0 ? 1 : 0);
  const list = visibleRows(listRows(walk.ways[walk.way]), walk.at, listHeight);
  const lines = descriptionLines(result, walk, space);
  const scroll = Math.min(walk.scroll, Math.max(0, lines.length - room));
  const shown = lines.slice(scroll, scroll + room);
  if (scroll + room < lines.length) shown[room - 1] = { text: '... PgDn shows more', tone: 'dim' };
  return (
    <Box flexDirection={beside ? 'row' : 'column'} height={height}>
      <Box flexDirection="column" width={listWidth} height={listHeight} flexShrink={0} overflow="hidden">
        {list.map((row, i) => (
          <ListLine key={i} row={row} current={row.kind !== 'place' && row.at === walk.at} color={color} />
        ))}
      </Box>
      {beside ? <Separator height={height} /> : listHeight > 0 ? <Text dimColor>{'┄'.repeat(columns)}</Text> : null}
      <Box flexDirection="column" width={space} height={room} overflow="hidden">
        {shown.map((line, i) => (
          <Styled key={i} line={line} color={color} />
        ))}
      </Box>
    </Box>
  );
}

function Separator({ height }: { readonly height: number }): ReactElement {
  return (
    <Box width={2} height={height} flexShrink={0}>
      <Text dimColor>{Array.from({ length: height }, () => '│').join('\n')}</Text>
    </Box>
  );
}

function ListLine({
  row,
  current,
  color,
}: {
  readonly row: ListRow;
  readonly current: boolean;
  readonly color: boolean;
}): ReactElement {
  // prettier-ignore
  const text = `${current ? '>' : ' '}${row.text}`;
  if (current) return <Text inverse wrap="truncate">{text}</Text>; // prettier-ignore
  return <Styled line={{ text, tone: row.kind === 'place' ? 'accent' : 'plain' }} color={color} />;
}
