/** What is on the drawing of a trace, before it has places: hosts, in them stages, in them rows. */

export type RowKind = 'chain' | 'route' | 'pod' | 'host' | 'other-pod' | 'client' | 'dns';

export interface Row {
  readonly key: string;
  readonly kind: RowKind;
  readonly lines: readonly string[];
  readonly title: string;
  /** For pods of other ways: the way that leads there. */
  readonly way?: number;
}

export interface Stage {
  readonly key: string;
  readonly label: string;
  readonly note: string;
  readonly rows: Row[];
}

export interface Group {
  readonly key: string;
  readonly label: string;
  readonly stages: Stage[];
}

/** Rows in the order in which a packet meets them. */
export class Chart {
  readonly groups: Group[] = [];
  #last: { stage: Stage; row: Row } | undefined;

  group(node: string, label = node === '' ? 'outside the cluster' : node): Group {
    const key = `node ${node}`;
    let group = this.groups.find((each) => each.key === key);
    if (!group) this.groups.push((group = { key, label, stages: [] }));
    return group;
  }

  /** The same, but a packet that leaves the cluster again goes on to the outside below, not back to where it began. */
  onward(node: string): Group {
    const key = 'node beyond';
    const first = this.groups.at(-1);
    const again = node === '' && first !== undefined && first.key !== 'node ' && this.groups.some((each) => each.key === 'node '); // prettier-ignore
    if (!again) return this.group(node);
    if (first.key !== key) this.groups.push({ key, label: 'outside the cluster', stages: [] });
    return this.groups.at(-1) ?? first;
  }

  /** Puts a row where the line that leads to it goes on: below the last one, on the way back above it. */
  put(group: Group, stage: Omit<Stage, 'rows'>, row: Row, back: boolean): string {
    const last = this.#last && group.stages.includes(this.#last.stage) ? this.#last : undefined;
    let place = group.stages.find((each) => each.key === stage.key);
    if (!place) {
      place = { ...stage, rows: [] };
      const at = back && last ? group.stages.indexOf(last.stage) : group.stages.length;
      group.stages.splice(at, 0, place);
    }
    let there = place.rows.find((each) => each.key === row.key);
    if (!there) {
      there = row;
      const at = last?.stage === place ? place.rows.indexOf(last.row) + (back ? 0 : 1) : place.rows.length;
      place.rows.splice(at, 0, row);
    }
    this.#last = { stage: place, row: there };
    return `${group.key}|${place.key}|${there.key}`;
  }
}

/** Characters of a label that fit between the two lines: words, and names in letters of one width. */
export const FITS = 42;
const NAME_FITS = 35;

/** A label that is cut where the box ends. */
export function clipped(text: string, most = NAME_FITS): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** At most three lines of words. */
export function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= FITS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(clipped(word, FITS));
  }
  return lines.length > 3 ? [...lines.slice(0, 2), `${(lines[2] ?? '').slice(0, FITS)}…`] : lines;
}
