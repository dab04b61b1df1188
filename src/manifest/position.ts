/** 1-based line and column by field path (`spec.ports[0].targetPort`). */
export type Positions = Record<string, readonly [line: number, column: number]>;

/** Told every path as it is read, with 0-based line and column. */
export type Recorder = (path: string, line: number, column: number) => void;

/** The path of a key below `path`: `.key`, or `[key]` for keys that hold dots and the like (labels), as field.Path writes them. */
export function joinedPath(path: string, key: string): string {
  if (!/^[A-Za-z0-9_$-]+$/.test(key)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
