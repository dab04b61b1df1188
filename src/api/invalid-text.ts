import { goQuote } from './go-value.ts';

interface InvalidDetails {
  readonly name?: string;
  readonly kind?: string;
  readonly causes?: readonly { readonly message: string; readonly field: string }[];
}

/**
 * What kubectl prints for an Invalid status: `The Service "x" is invalid: field: message`, or a starred list when there
 * are several causes; repeated causes are shown once. Ends without a line feed (kubectl adds one). From kubectl's
 * cmdutil.CheckErr; the same in every recorded refusal.
 */
export function invalidText(details: InvalidDetails): string {
  const head =
    details.kind || details.name
      ? `The ${details.kind ?? ''} ${goQuote(details.name ?? '')} is invalid`
      : 'The request is invalid';
  const lines = [...new Set((details.causes ?? []).map(({ field, message }) => `${field}: ${message}`))];
  if (lines.length === 0) return head;
  if (lines.length === 1) return `${head}: ${lines[0]}`;
  return [`${head}: `, ...lines.map((line) => `* ${line}`)].join('\n');
}
