/** The tree of a JSONPath template in kubectl's dialect (k8s.io/client-go/util/jsonpath). */
export type PathNode =
  | { readonly kind: 'list'; readonly nodes: PathNode[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'array'; readonly from: Bound; readonly to: Bound; readonly step: Bound }
  | { readonly kind: 'filter'; readonly left: ListNode; readonly right: ListNode; readonly operator: string }
  | { readonly kind: 'value'; readonly value: number | boolean }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'union'; readonly lists: readonly ListNode[] }
  | { readonly kind: 'identifier'; readonly name: string };

export type ListNode = Extract<PathNode, { kind: 'list' }>;

export interface Bound {
  readonly known: boolean;
  readonly value: number;
  /** The end of `[2]`, which is one element. */
  readonly derived?: boolean;
}

/** What is wrong with the template, in client-go's words. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}
