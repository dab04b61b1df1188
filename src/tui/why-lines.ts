import { whyText } from '../render/diagnose/why.ts';
import type { Finding } from './board.ts';
import { wrapped, type Line, type Tone } from './lines.ts';
import type { Mark } from './table.ts';

const TONES: Readonly<Record<string, Tone>> = { '✓': 'good', '✗': 'bad', '!': 'doubt', '·': 'dim' };

/** A diagnosis, in lines of at most `width` characters. */
export function whyLines(finding: Finding, width: number): Line[] {
  if ('problem' in finding) return wrapped(finding.problem, width).map((text) => ({ text, tone: 'bad' }));
  const healthy = finding.reason === 'DELIVERED';
  const lines: Line[] = [];
  for (const [i, line] of whyText(finding).trimEnd().split('\n').entries()) {
    const text = line.trimStart();
    const indent = line.slice(0, Math.min(line.length - text.length, 6));
    const sign = indent.length > 0 && text[1] === ' ' ? TONES[text[0] ?? ''] : undefined;
    const tone = i === 0 ? 'strong' : (sign ?? (line.startsWith(`${finding.reason}: `) ? (healthy ? 'good' : 'bad') : 'plain')); // prettier-ignore
    // What goes on in the next line stands under the text, not under its sign.
    const hang = sign === undefined ? '' : '  ';
    for (const [j, part] of wrapped(text, Math.max(8, width - indent.length - hang.length)).entries())
      lines.push({ text: `${indent}${j > 0 ? hang : ''}${part}`, tone });
  }
  return lines;
}

/** The sign before a Service in the list. */
export function markOf(finding: Finding | undefined): Mark {
  if (!finding) return '…';
  if ('problem' in finding) return '?';
  if (finding.checks.some((check) => check.status === 'fail')) return '✗';
  return finding.checks.some((check) => check.status === 'warn') ? '!' : ' ';
}
