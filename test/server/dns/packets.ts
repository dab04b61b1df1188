/** A query as bytes: header, one question, perhaps an OPT record. */
export function queryPacket(
  name: string,
  type: number,
  more: { id?: number; edns?: number; options?: number[] } = {},
): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  const question = [
    ...labels.flatMap((label) => [label.length, ...Buffer.from(label)]),
    0,
    type >> 8,
    type & 255,
    0,
    1,
  ];
  const { id = 7, edns, options = [] } = more;
  const opt =
    edns === undefined
      ? []
      : [0, 0, 41, edns >> 8, edns & 255, 0, 0, 0, 0, options.length >> 8, options.length & 255, ...options];
  return Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, edns === undefined ? 0 : 1, ...question, ...opt]);
}

/** A generator of 32-bit numbers: the same seed gives the same packets. */
export function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}
