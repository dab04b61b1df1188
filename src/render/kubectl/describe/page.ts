import { alignTabs } from '../tab-writer.ts';
import { withoutControls } from '../table.ts';

type Labels = Readonly<Record<string, string>> | undefined;

/** Annotations beyond this many characters stand on lines of their own, cut. */
const LONGEST_ANNOTATION = 140;
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The lines of a description; cells are tab-terminated and aligned at the end, as kubectl's describers do it. */
export class Page {
  #text = '';

  /** One line, indented by two blanks a level. Values may not break out of it. */
  line(level: number, text: string): this {
    this.#text += `${'  '.repeat(level)}${withoutControls(text).replaceAll('\n', ' ')}\n`;
    return this;
  }

  /** `Title:<tab>value`. */
  field(level: number, title: string, value: string | number | boolean): this {
    return this.line(level, `${title}:\t${value}`);
  }

  raw(text: string): this {
    this.#text += withoutControls(text);
    return this;
  }

  /** One value a line, all in the second column; `<none>` if there are none. */
  list(title: string, values: readonly string[]): this {
    const [first = '<none>', ...rest] = values;
    this.line(0, `${title}:\t${first}`);
    for (const value of rest) this.line(0, `\t${value}`);
    return this;
  }

  labels(title: string, labels: Labels): this {
    const keys = Object.keys(labels ?? {}).sort();
    return this.list(
      title,
      keys.map((key) => `${key}=${labels?.[key] ?? ''}`),
    );
  }

  annotations(title: string, annotations: Labels): this {
    const lines: string[] = [];
    for (const key of Object.keys(annotations ?? {}).sort()) {
      if (key === LAST_APPLIED) continue;
      const value = (annotations?.[key] ?? '').replace(/\n$/, '');
      if (value.length + key.length + 2 <= LONGEST_ANNOTATION && !value.includes('\n')) lines.push(`${key}: ${value}`);
      else lines.push(`${key}:`, ...value.split('\n').map((line) => `  ${shortened(line, LONGEST_ANNOTATION - 2)}`));
    }
    return this.list(title, lines);
  }

  toString(): string {
    return alignTabs(this.#text);
  }
}

function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

/** `Sun, 22 Nov 2026 04:41:35 +0000`; Go's zero time for none. */
export function dateText(timestamp: string | null | undefined): string {
  const moment = timestamp ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(moment)) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  return new Date(moment).toUTCString().replace('GMT', '+0000');
}
