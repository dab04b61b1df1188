/**
 * Lines with tab-terminated cells, aligned as Go's text/tabwriter does it with padding 2 and spaces: a column reaches over
 * consecutive lines that have a cell in it, and is as wide as the widest of those cells.
 */
export function alignTabs(text: string, padding = 2, minimum = 0): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const widths = lines.map(() => [] as number[]);
  const measure = (from: number, to: number, column: number): void => {
    for (let start = from; start < to; start++) {
      if (column >= (lines[start]?.length ?? 0) - 1) continue;
      let end = start;
      let width = minimum;
      for (; end < to && column < (lines[end]?.length ?? 0) - 1; end++) {
        width = Math.max(width, [...(lines[end]?.[column] ?? '')].length + padding);
      }
      for (let line = start; line < end; line++) widths[line]?.push(width);
      measure(start, end, column + 1);
      start = end - 1;
    }
  };
  measure(0, lines.length, 0);
  return lines
    .map((cells, line) =>
      cells
        .map((cell, column) => {
          if (column === cells.length - 1) return cell;
          return cell + ' '.repeat(Math.max(0, (widths[line]?.[column] ?? 0) - [...cell].length));
        })
        .join(''),
    )
    .join('\n');
}
