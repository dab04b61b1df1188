import { Box, Text } from 'ink';
import { useMemo, type ReactElement } from 'react';
import { printable } from '../render/trace/text.ts';
import type { Board } from './board.ts';
import { wrapped, type Line } from './lines.ts';
import { chosenRow, firstShown, type Picker, type Searchable } from './picker.ts';
import { Styled } from './screen.tsx';
import { readyText } from './service-rows.ts';
import { layoutOf, serviceLine, titleLine } from './table.ts';
import { markOf, whyLines } from './why-lines.ts';

const HELP: readonly (readonly [string, string])[] = [
  ['j k ↓ ↑', 'next, previous; PgDn PgUp by pages, G g to the end, the beginning'],
  ['Enter', 'trace: choose who asks, and where'],
  ['w', 'why does this Service answer, or why not'],
  ['/', 'filter by words of any column; Esc clears it'],
  ['r', 'read the state file again'],
  ['q Esc', 'back, and at last out'],
  ['', ''],
  ['✗', 'something is wrong with the Service: w says what'],
  ['!', 'something is worth a look'],
  ['…', 'not looked at yet'],
  ['?', 'could not be looked at'],
  ['READY', 'ready endpoints of all; - without EndpointSlice'],
];

interface BodyProps {
  readonly board: Board;
  readonly columns: number;
  readonly height: number;
  readonly color: boolean;
}

/** What stands between the lines: a list, a diagnosis, or the help. */
export function BoardBody(props: BodyProps): ReactElement {
  const { board, columns, height, color } = props;
  const key = chosenRow(board.services)?.key ?? '';
  if (board.help) return <Lines lines={helpLines(columns)} scroll={0} height={height} color={color} />;
  switch (board.screen) {
    case 'services':
      return <Services {...props} />;
    case 'why': {
      const finding = board.findings.get(key);
      const lines: Line[] = finding ? whyLines(finding, columns) : [{ text: 'looking ...', tone: 'dim' }];
      return <Lines lines={lines} scroll={board.scroll} height={height} color={color} />;
    }
    case 'sources':
      return <Choices list={board.sources} height={height} color={color} />;
    case 'doors':
      return <Choices list={board.doors} height={height} color={color} />;
    case 'trace':
      return <Lines lines={[]} scroll={0} height={height} color={color} />;
  }
}

/** Lines that the list of Services has for Services: very low terminals do without its title. */
export function serviceSpace(height: number): number {
  return height < 3 ? height : height - 1;
}

/** The rows of a list that fit. */
export function rowsShown<Row extends Searchable>(list: Picker<Row>, height: number): readonly Row[] {
  const first = firstShown(list, height);
  return list.shown.slice(first, first + Math.max(0, height));
}

function Services({ board, columns, height, color }: BodyProps): ReactElement {
  const { services, findings, cluster } = board;
  const layout = useMemo(() => layoutOf(services.rows, columns), [services.rows, columns]);
  const chosen = chosenRow(services);
  const space = serviceSpace(height);
  const rows = rowsShown(services, space);
  return (
    <Box flexDirection="column" height={height} overflow="hidden">
      {space < height ? <Styled line={{ text: titleLine(layout), tone: 'accent' }} color={color} /> : null}
      {rows.map((row) => {
        const mark = markOf(findings.get(row.key));
        const text = serviceLine(layout, row, readyText(cluster, row.key), mark, row === chosen);
        return <Row key={row.key} text={text} tone={mark === '✗' ? 'bad' : mark === '!' || mark === '?' ? 'doubt' : 'plain'} chosen={row === chosen} color={color} />; // prettier-ignore
      })}
      {rows.length === 0 ? <Styled line={emptyLine(services)} color={color} /> : null}
    </Box>
  );
}

function Choices({
  list,
  height,
  color,
}: {
  readonly list: Picker<Searchable & { readonly text: string }>;
  readonly height: number;
  readonly color: boolean;
}): ReactElement {
  // prettier-ignore
  const rows = rowsShown(list, height);
  const chosen = chosenRow(list);
  return (
    <Box flexDirection="column" height={height} overflow="hidden">
      {rows.map(
        (row) =>
        <Row key={row.key} text={`${row === chosen ? '>' : ' '} ${printable(row.text)}`} tone="plain" chosen={row === chosen} color={color} />, // prettier-ignore
      )}
      {rows.length === 0 ? <Styled line={emptyLine(list)} color={color} /> : null}
    </Box>
  );
}

function Row({
  text,
  tone,
  chosen,
  color,
}: Line & { readonly chosen: boolean; readonly color: boolean }): ReactElement {
  if (chosen) return <Text inverse wrap="truncate">{text}</Text>; // prettier-ignore
  return <Styled line={{ text, tone }} color={color} />;
}

function emptyLine(list: Picker<Searchable>): Line {
  return { text: list.filter === '' ? '  nothing here' : `  nothing has ${printable(list.filter)}`, tone: 'dim' };
}

function Lines({
  lines,
  scroll,
  height,
  color,
}: {
  readonly lines: readonly Line[];
  readonly scroll: number;
  readonly height: number;
  readonly color: boolean;
}): ReactElement {
  // prettier-ignore
  const first = Math.min(scroll, Math.max(0, lines.length - height));
  const shown = lines.slice(first, first + height);
  if (first + height < lines.length) shown[height - 1] = { text: '... PgDn shows more', tone: 'dim' };
  return (
    <Box flexDirection="column" height={height} overflow="hidden">
      {shown.map((line, i) => (
        <Styled key={i} line={line} color={color} />
      ))}
    </Box>
  );
}

function helpLines(width: number): Line[] {
  return HELP.flatMap(([keys, text]) => wrapped(`${keys.padEnd(8)} ${text}`, width).map((part) => ({ text: part, tone: 'plain' as const }))); // prettier-ignore
}
