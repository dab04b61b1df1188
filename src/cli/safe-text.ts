/** C0 without tab and line feed, DEL, and C1: what a terminal acts upon instead of showing it. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /\r(?!\n)|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/;
// oxlint-disable-next-line no-control-regex
const EVERY_CONTROL = /\x1b\[((?:\d{1,3}(?:;\d{1,3})*)?)m|\r(?!\n)|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
/** Blinking, hidden and alternative fonts: kubesim draws with none of them. */
const NOT_OURS = new Set(['5', '6', '8', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19']);

/**
 * The text with every control character spelled out, ESC as `^[` and the others as `\u009b`, as kubectl's describe has them.
 * Names, annotations and file names are other people's words: none may move the cursor, set a title or hide a line.
 * `colours`: the sequences that set colours and weights stay.
 */
export function safeText(text: string, colours: boolean): string {
  if (!CONTROLS.test(text)) return text;
  return text.replace(EVERY_CONTROL, (found: string, codes: string | undefined) => {
    if (codes !== undefined && colours && !isForeign(codes)) return found;
    return spelled(found.charAt(0)) + found.slice(1);
  });
}

function isForeign(codes: string): boolean {
  const list = codes.split(';');
  // 38;5;8 is a colour, 8 hides.
  return !['38', '48'].includes(list[0] ?? '') && list.some((code) => NOT_OURS.has(code));
}

function spelled(control: string): string {
  if (control === '\u001b') return '^[';
  return control === '\r' ? '\\r' : `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
