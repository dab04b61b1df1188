import { StatusError } from '../../../cluster/status-error.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { statusObject } from '../http/status.ts';
import type { EventRing, WatchEvent } from '../live/event-ring.ts';
import type { LiveCluster } from '../live/live-cluster.ts';

/** What of an object's changes one watch tells, and how. */
export interface WatchForm {
  /** Whether the object is one of those watched. */
  matches(object: KubeObject): boolean;
  /** An object as this watch writes it; `key` tells watches apart that write the same. */
  text(object: KubeObject): string;
  /** Nothing but a revision. */
  bookmark(revision: number, initialEventsEnd: boolean): string;
  /** Watches of the same key write every object alike; '' if that changes with time. */
  readonly key: string;
}

export interface WatchOptions {
  readonly plural: string;
  readonly form: WatchForm;
  /** Objects told as ADDED before anything else. */
  readonly initial: readonly KubeObject[];
  /** Tell where the initial objects end (`sendInitialEvents`). */
  readonly initialBookmark: boolean;
  /** What happened after this revision is told. */
  readonly revision: number;
  readonly bookmarks: boolean;
  /** Seconds until the stream ends. */
  readonly timeoutSeconds: number;
}

/** Lines handed out in one piece. */
const PIECE = 256;

/** Lines by event and form: 500 watches of one resource write each event once. */
const written = new WeakMap<WatchEvent, Map<string, string>>();

/** One watch: hands out what has happened since it was asked last. It keeps no queue, only a place in the ring. */
export class Watch {
  readonly options: WatchOptions;
  readonly #live: LiveCluster;
  readonly #ring: EventRing;
  readonly #epoch: number;
  /** How many of the initial objects have been told; undefined when that is done. */
  #initial: number | undefined;
  #position: number;
  #told: number;
  #ended: StatusError | undefined;

  constructor(live: LiveCluster, options: WatchOptions) {
    this.#live = live;
    this.options = options;
    this.#ring = live.ring(options.plural);
    this.#epoch = live.epoch;
    this.#initial = options.initial.length > 0 || options.initialBookmark ? 0 : undefined;
    this.#told = options.revision;
    const position = this.#ring.after(options.revision);
    this.#position = position ?? 0;
    if (position === undefined) this.#ended = tooOld(options.revision, live.cluster.revision);
  }

  /** The next lines, '' if there is nothing to tell; `over` after the last one. */
  next(): { readonly lines: string; readonly over: boolean } {
    if (this.#initial !== undefined) return { lines: this.#nextInitial(this.#initial), over: false };
    const isBroken = this.#live.epoch !== this.#epoch || this.#ring.isGone(this.#position);
    this.#ended ??= isBroken ? tooOld(this.#told, this.#live.cluster.revision) : undefined;
    if (this.#ended) return { lines: line('ERROR', JSON.stringify(statusObject(this.#ended))), over: true };
    let lines = '';
    for (let told = 0; told < PIECE && this.#position < this.#ring.end; this.#position++) {
      const event = this.#ring.at(this.#position);
      if (!event) break;
      const text = this.#lineOf(event);
      this.#told = event.revision;
      if (text === '') continue;
      lines += text;
      told++;
    }
    return { lines, over: false };
  }

  /** Where the watch stands, for a client that wants to come back. */
  bookmark(): string {
    // Everything up to the cluster's revision has been told, or did not concern this watch.
    if (this.#initial !== undefined || this.#ended || this.#position < this.#ring.end) return '';
    return line('BOOKMARK', this.options.form.bookmark(this.#live.cluster.revision, false));
  }

  #nextInitial(from: number): string {
    const { initial, form, initialBookmark, revision } = this.options;
    const piece = initial.slice(from, from + PIECE);
    this.#initial = from + piece.length;
    let lines = piece.map((object) => line('ADDED', form.text(object))).join('');
    if (this.#initial < initial.length) return lines;
    this.#initial = undefined;
    if (initialBookmark) lines += line('BOOKMARK', form.bookmark(revision, true));
    return lines;
  }

  /** An object that comes to match is ADDED to the watch, one that ceases to is DELETED. */
  #lineOf(event: WatchEvent): string {
    const { form } = this.options;
    const isIn = event.type !== 'DELETED' && form.matches(event.object);
    const wasIn = event.before !== undefined && form.matches(event.before);
    if (!isIn && !wasIn) return '';
    const type = isIn ? (wasIn ? 'MODIFIED' : 'ADDED') : 'DELETED';
    if (form.key === '') return line(type, form.text(shown(event, isIn)));
    let lines = written.get(event);
    if (!lines) written.set(event, (lines = new Map()));
    const key = `${form.key} ${type}`;
    let text = lines.get(key);
    if (text === undefined) lines.set(key, (text = line(type, form.text(shown(event, isIn)))));
    return text;
  }
}

/** What is told of an object that left the selection is how it was when it was in it, under the new revision. */
function shown({ type, object, before, revision }: WatchEvent, isIn: boolean): KubeObject {
  if (isIn || type === 'DELETED' || !before) return object;
  return { ...before, metadata: { ...before.metadata, resourceVersion: String(revision) } };
}

function line(type: string, object: string): string {
  return `{"type":"${type}","object":${object}}\n`;
}

function tooOld(asked: number, oldest: number): StatusError {
  return new StatusError(410, 'Expired', `too old resource version: ${asked} (${oldest})`);
}
