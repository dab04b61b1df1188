/** A parsed Go template. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipe: Pipe;
      readonly list: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined }
  | { readonly kind: 'break' | 'continue' };

export interface Pipe {
  readonly declared: readonly string[];
  /** `=` instead of `:=` */
  readonly assigns: boolean;
  readonly commands: readonly (readonly Operand[])[];
  readonly at: Place;
}

/** For messages: `template: output:1:2: executing "output" at <.x>`. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly source: string;
}

export interface Operand {
  readonly base:
    | { readonly kind: 'dot' }
    | { readonly kind: 'nil' }
    | { readonly kind: 'variable'; readonly name: string }
    | { readonly kind: 'function'; readonly name: string }
    | { readonly kind: 'value'; readonly value: string | number | boolean }
    | { readonly kind: 'pipe'; readonly pipe: Pipe };
  readonly fields: readonly string[];
}
