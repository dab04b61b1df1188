import { own, put, type JsonObject } from '../patch/json-value.ts';
import { entriesOf, isBare, itemTyped, partsOf, type Entry, type Typed } from './typed.ts';

/** The live value with the configuration's values in it; what the configuration does not speak of stays (typed.Merge). */
export function merged(live: unknown, config: unknown, typed: Typed): unknown {
  if (config === undefined) return live;
  if (live === undefined || typed.kind === 'leaf' || (isBare(live) && isBare(config))) return config;
  const [left, right] = [partsOf(typed, live), partsOf(typed, config)];
  if (left && right) {
    const made: JsonObject = {};
    for (const name of new Set([...Object.keys(left.value), ...Object.keys(right.value)])) {
      const value = merged(own(left.value, name), own(right.value, name), right.typed(name));
      if (value !== undefined) put(made, name, value);
    }
    return Object.keys(made).length > 0 ? made : undefined;
  }
  const entries = mergedEntries(entriesOf(typed, live) ?? [], entriesOf(typed, config) ?? [], itemTyped(typed));
  return entries.length > 0 ? entries : undefined;
}

/**
 * Both lists in one: entries of the configuration in its order, entries of the live list that it does not speak of where they
 * stood among those they share.
 */
function mergedEntries(live: readonly Entry[], config: readonly Entry[], item: Typed): unknown[] {
  const liveValues = indexed(live);
  const configValues = indexed(config);
  const shared = config.map(({ element }) => element).filter((element) => liveValues.has(element));
  let next = shared.shift();
  const done = new Set<string>();
  const out: unknown[] = [];
  const take = (element: string): void => {
    done.add(element);
    out.push(merged(liveValues.get(element), configValues.get(element), item));
    if (element === next) next = shared.shift();
  };
  let [l, c] = [0, 0];
  while (l < live.length || c < config.length) {
    const [left, right] = [live[l], config[c]];
    if (left && right) {
      if (left.element === right.element) {
        take(left.element);
        l++;
        c++;
        continue;
      }
      if (configValues.has(left.element) && next !== undefined && next !== left.element) {
        l++;
        continue;
      }
    }
    if (left) {
      if (!configValues.has(left.element)) {
        out.push(left.value);
        l++;
        continue;
      }
      if (done.has(left.element)) l++;
    }
    if (right) {
      take(right.element);
      c++;
    }
  }
  return out.filter((value) => value !== undefined);
}

/** Live entries that are there twice are not merged: the configuration's takes their place. */
function indexed(entries: readonly Entry[]): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const { element, value } of entries) values.set(element, values.has(element) ? undefined : value);
  return values;
}
