/** The text with bytes that a terminal could act on written as `\ddd`, as BIND's tools print names. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (char) => `\\${String(char.charCodeAt(0)).padStart(3, '0')}`);
}
