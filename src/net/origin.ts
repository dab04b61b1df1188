/** Where something came from: the object and field that caused it, and, where known, the line a person wrote. */
export interface Origin {
  /** e.g. `Service default/web` */
  readonly object: string;
  /** e.g. `spec.ports[0].targetPort` */
  readonly field?: string;
  readonly file?: string;
  /** 1-based */
  readonly line?: number;
  /** 1-based */
  readonly column?: number;
}

/** `web.yaml:12 spec.ports[0].targetPort`, or the object where no file is known. */
export function originText(origin: Origin): string {
  const place =
    origin.file === undefined
      ? origin.object
      : origin.line === undefined
        ? origin.file
        : `${origin.file}:${origin.line}`;
  return origin.field === undefined ? place : `${place} ${origin.field}`;
}
