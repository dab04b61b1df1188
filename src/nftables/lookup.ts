import type { NftElement, NftSet } from './model.ts';
import { compareAddresses } from '../net/address.ts';
import { addressRange, type AddressRange } from './address-set.ts';
import { keyText, testOf, type Test } from './compare.ts';
import { parseNumber, type NftValue } from './evaluate.ts';

/** Finds the element that holds a key without trying them one by one. */
export interface Lookup {
  /** The element, or undefined. `values` has one value for each part of the key. */
  find(values: readonly NftValue[]): NftElement | undefined;
}

const lookups = new WeakMap<object, Lookup>();

/** The look-up of a named set. Built once for each set object. */
export function setLookup(set: NftSet): Lookup {
  let lookup = lookups.get(set);
  if (!lookup) {
    const { find } = set;
    lookup = find
      ? { find: (values) => find.call(set, textOf(values, isHex(set.keyType))) }
      : elementsLookup(set.elements, isHex(set.keyType));
    lookups.set(set, lookup);
  }
  return lookup;
}

/** The look-up of an anonymous set or map. Built once for each list of elements. */
export function elementsLookup(
  elements: readonly NftElement[],
  hex = elements.every(({ key }) => key[0]?.startsWith('0x')),
): Lookup {
  let lookup = lookups.get(elements);
  if (!lookup) lookups.set(elements, (lookup = new IndexedElements(elements, hex)));
  return lookup;
}

const isHex = (keyType: string): boolean => keyType === 'mark';

/** Marks are listed as `0x0000abcd`; everything else as a packet's value is written. */
function textOf(values: readonly NftValue[], hex: boolean): string {
  const first = values[0];
  if (values.length === 1 && first !== undefined) {
    return hex && typeof first === 'number' ? `0x${first.toString(16).padStart(8, '0')}` : keyText(first);
  }
  return values.map(keyText).join(' . ');
}

class IndexedElements implements Lookup {
  readonly #exact = new Map<string, NftElement>();
  readonly #ranges: (AddressRange & { readonly element: NftElement })[] = [];
  readonly #others: { readonly tests: readonly Test[]; readonly element: NftElement }[] = [];
  readonly #hex: boolean;

  constructor(elements: readonly NftElement[], hex: boolean) {
    this.#hex = hex;
    for (const element of elements) this.#add(element);
    this.#ranges.sort((a, b) => compareAddresses(a.from, b.from));
  }

  #add(element: NftElement): void {
    const { key } = element;
    const range = key.length === 1 ? addressRange(key[0] ?? '') : undefined;
    if (range && range.from.text !== range.to.text) {
      this.#ranges.push({ ...range, element });
      return;
    }
    if (key.every(isPlain)) {
      this.#exact.set(key.map(unquoted).join(' . '), element);
      return;
    }
    const tests = key.map((part) => testOf(part) ?? (() => false));
    this.#others.push({ tests, element });
  }

  find(values: readonly NftValue[]): NftElement | undefined {
    const exact = this.#exact.get(textOf(values, this.#hex));
    if (exact) return exact;
    const only = values[0];
    if (Array.isArray(only))
      return only.map((word: string) => this.#exact.get(word)).find((found) => found !== undefined);
    if (values.length === 1 && typeof only === 'object' && 'bits' in only) {
      const found = this.#within(only);
      if (found) return found;
    }
    return this.#others.find(({ tests }) => tests.every((test, index) => test(values[index] ?? '')))?.element;
  }

  #within(address: AddressRange['from']): NftElement | undefined {
    let [low, high] = [0, this.#ranges.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const range = this.#ranges[middle];
      if (!range) return undefined;
      if (compareAddresses(address, range.from) < 0) high = middle - 1;
      else if (compareAddresses(address, range.to) > 0) low = middle + 1;
      else return range.element;
    }
    return undefined;
  }
}

/** Neither a range nor a prefix nor a pattern: the text is the value. */
function isPlain(part: string): boolean {
  if (part.startsWith('"')) return !part.endsWith('*"');
  if (part.includes('/')) return false;
  return (
    !part.includes('-') ||
    (addressRange(part) === undefined && !/^\d+-\d+$/.test(part)) ||
    parseNumber(part) !== undefined
  );
}

function unquoted(part: string): string {
  return part.startsWith('"') ? part.slice(1, -1) : part;
}
