/**
 * Go's sort.Sort: kubectl sorts with it, and where elements are equal or its comparison contradicts itself (fields that are
 * missing), the algorithm decides their order. Pattern-defeating quicksort as Go has it since 1.19; `list` is sorted in place.
 */
export function goSort<T>(list: T[], less: (a: T, b: T) => boolean): void {
  new Sorter(list, less).sort(0, list.length, bitLength(list.length));
}

const SHORT = 12;
const NINTHER = 50;
const MOST_SWAPS = 12;

type Hint = 'increasing' | 'decreasing' | 'unknown';

class Sorter<T> {
  readonly #list: T[];
  readonly #isLess: (a: T, b: T) => boolean;

  constructor(list: T[], less: (a: T, b: T) => boolean) {
    this.#list = list;
    this.#isLess = less;
  }

  sort(from: number, to: number, depth: number): void {
    let [start, end, limit] = [from, to, depth];
    let [isBalanced, isPartitioned] = [true, true];
    for (;;) {
      const length = end - start;
      if (length <= SHORT) return this.#insertion(start, end);
      if (limit === 0) return this.#heap(start, end);
      if (!isBalanced) {
        this.#breakPatterns(start, end);
        limit -= 1;
      }
      let { pivot, hint } = this.#choosePivot(start, end);
      if (hint === 'decreasing') {
        this.#reverse(start, end);
        pivot = end - 1 - (pivot - start);
        hint = 'increasing';
      }
      if (isBalanced && isPartitioned && hint === 'increasing' && this.#partialInsertion(start, end)) return;
      if (start > 0 && !this.#less(start - 1, pivot)) {
        start = this.#partitionEqual(start, end, pivot);
        continue;
      }
      const { middle, already } = this.#partition(start, end, pivot);
      isPartitioned = already;
      const [left, right] = [middle - start, end - middle];
      isBalanced = Math.min(left, right) >= length >> 3;
      if (left < right) {
        this.sort(start, middle, limit);
        start = middle + 1;
      } else {
        this.sort(middle + 1, end, limit);
        end = middle;
      }
    }
  }

  #less(i: number, j: number): boolean {
    return this.#isLess(this.#list[i] as T, this.#list[j] as T);
  }

  #swap(i: number, j: number): void {
    const kept = this.#list[i] as T;
    this.#list[i] = this.#list[j] as T;
    this.#list[j] = kept;
  }

  #reverse(start: number, end: number): void {
    for (let [i, j] = [start, end - 1]; i < j; i++, j--) this.#swap(i, j);
  }

  #insertion(start: number, end: number): void {
    for (let i = start + 1; i < end; i++) {
      for (let j = i; j > start && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
    }
  }

  #heap(start: number, end: number): void {
    const length = end - start;
    for (let i = (length - 1) >> 1; i >= 0; i--) this.#siftDown(i, length, start);
    for (let i = length - 1; i >= 0; i--) {
      this.#swap(start, start + i);
      this.#siftDown(0, i, start);
    }
  }

  #siftDown(from: number, length: number, start: number): void {
    for (let root = from, child = 2 * root + 1; child < length; child = 2 * root + 1) {
      if (child + 1 < length && this.#less(start + child, start + child + 1)) child += 1;
      if (!this.#less(start + root, start + child)) return;
      this.#swap(start + root, start + child);
      root = child;
    }
  }

  /** Moves three elements from the middle to places that a xorshift of the length names. */
  #breakPatterns(start: number, end: number): void {
    const length = end - start;
    const places = 1 << bitLength(length);
    let random = BigInt(length);
    const middle = start + (length >> 2) * 2 - 1;
    for (let i = 0; i < 3; i++) {
      random = BigInt.asUintN(64, random ^ (random << 13n));
      random ^= random >> 7n;
      random = BigInt.asUintN(64, random ^ (random << 17n));
      const other = Number(random & BigInt(places - 1));
      this.#swap(middle - 1 + i, start + (other >= length ? other - length : other));
    }
  }

  #choosePivot(start: number, end: number): { pivot: number; hint: Hint } {
    const length = end - start;
    const quarter = length >> 2;
    const swaps = { count: 0 };
    let [i, j, k] = [start + quarter, start + quarter * 2, start + quarter * 3];
    if (length >= 8) {
      if (length >= NINTHER) {
        i = this.#median(i - 1, i, i + 1, swaps);
        j = this.#median(j - 1, j, j + 1, swaps);
        k = this.#median(k - 1, k, k + 1, swaps);
      }
      j = this.#median(i, j, k, swaps);
    }
    const hint = swaps.count === 0 ? 'increasing' : swaps.count === MOST_SWAPS ? 'decreasing' : 'unknown';
    return { pivot: j, hint };
  }

  #median(first: number, second: number, third: number, swaps: { count: number }): number {
    const ordered = (a: number, b: number): [number, number] => {
      if (!this.#less(b, a)) return [a, b];
      swaps.count += 1;
      return [b, a];
    };
    const [low, high] = ordered(first, second);
    const [middle] = ordered(high, third);
    return ordered(low, middle)[1];
  }

  /** Whether a few steps of insertion sort were enough. */
  #partialInsertion(start: number, end: number): boolean {
    let i = start + 1;
    for (let step = 0; step < 5; step++) {
      while (i < end && !this.#less(i, i - 1)) i += 1;
      if (i === end) return true;
      if (end - start < NINTHER) return false;
      this.#swap(i, i - 1);
      if (i - start >= 2) for (let j = i - 1; j >= 1 && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
      if (end - i >= 2) for (let j = i + 1; j < end && this.#less(j, j - 1); j++) this.#swap(j, j - 1);
    }
    return false;
  }

  #partitionEqual(start: number, end: number, pivot: number): number {
    this.#swap(start, pivot);
    let [i, j] = [start + 1, end - 1];
    for (;;) {
      while (i <= j && !this.#less(start, i)) i += 1;
      while (i <= j && this.#less(start, j)) j -= 1;
      if (i > j) return i;
      this.#swap(i++, j--);
    }
  }

  #partition(start: number, end: number, pivot: number): { middle: number; already: boolean } {
    this.#swap(start, pivot);
    let [i, j] = [start + 1, end - 1];
    for (let already = true; ; already = false) {
      while (i <= j && this.#less(i, start)) i += 1;
      while (i <= j && !this.#less(j, start)) j -= 1;
      if (i > j) {
        this.#swap(j, start);
        return { middle: j, already };
      }
      this.#swap(i++, j--);
    }
  }
}

function bitLength(number: number): number {
  return 32 - Math.clz32(number);
}
