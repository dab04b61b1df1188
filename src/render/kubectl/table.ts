/** A cell's text as it may reach a terminal: one line, no control characters. */
export function cellText(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  const line = /[\n\r\f]/.exec(text);
  return withoutControls(line ? `${text.slice(0, line.index)}...` : text);
}

/** Escape sequences from manifests are shown, never obeyed. */
export function withoutControls(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (char) => {
    return char === '\u001b' ? '^[' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/**
 * kubectl's table: columns at least 6 wide and 3 apart, the last one not padded. Every line ends with a newline.
 * Behaviour: cli-runtime's TablePrinter over a tabwriter(6, 4, 3, ' ').
 */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (let column = 0; column < row.length - 1; column++) {
      const width = lengthOf(row[column] ?? '') + 3;
      if (width > (widths[column] ?? 6)) widths[column] = width;
    }
  }
  const lines = rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : padTo(cell, widths[column] ?? 6))).join(''),
  );
  return lines.map((line) => `${line}\n`).join('');
}

function padTo(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - lengthOf(cell)));
}

/** Characters, not UTF-16 units. */
function lengthOf(text: string): number {
  // eslint-disable-next-line no-control-regex
  return /^[\u0000-\u007f]*$/.test(text) ? text.length : [...text].length;
}
