import { originText } from '../../net/origin.ts';
import type { Diagnosis } from '../../diagnose/diagnosis.ts';
import { REASONS } from '../../diagnose/reasons.ts';
import { PLAIN, type Paint } from '../trace/paint.ts';
import { originLine, printable } from '../trace/text.ts';

/** A diagnosis as a person reads it: every stop of the road, then the reason, the line and the remedy. */
export function whyText(diagnosis: Diagnosis, paint: Paint = PLAIN): string {
  const lines: string[] = [paint.strong(printable(`Service ${diagnosis.service}`))];
  const signs = { ok: paint.good('✓'), fail: paint.bad('✗'), warn: paint.doubt('!'), info: paint.dim('·') };
  for (const { status, text, details } of diagnosis.checks) {
    lines.push(`  ${signs[status]} ${printable(text)}`);
    for (const detail of details ?? []) lines.push(paint.dim(`      ${printable(detail)}`));
  }
  const { cause, fix } = REASONS[diagnosis.reason];
  const healthy = diagnosis.reason === 'DELIVERED';
  lines.push('', `${(healthy ? paint.good : paint.bad)(diagnosis.reason)}: ${printable(diagnosis.message)}`);
  const where = originLine(diagnosis.origin);
  if (where !== undefined) lines.push(`  where: ${paint.accent(where)}`);
  if (cause !== '') lines.push(`  why:   ${cause}`);
  if (fix !== '') lines.push(`  fix:   ${fix}`);
  return `${lines.join('\n')}\n`;
}

/** The same as data. */
export function whyData(diagnosis: Diagnosis): Record<string, unknown> {
  const { origin, checks, ...rest } = diagnosis;
  return {
    ...rest,
    ...(origin ? { origin: originText(origin) } : {}),
    fix: REASONS[diagnosis.reason].fix,
    checks: checks.map(({ origin: at, ...check }) => ({ ...check, ...(at ? { origin: originText(at) } : {}) })),
  };
}
