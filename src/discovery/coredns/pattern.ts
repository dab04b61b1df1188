import { corefileError, type Directive } from '../corefile/parse.ts';

const LENGTH_LIMIT = 1000;

/**
 * Go's regular expression as JavaScript's. Throws a Corefile error for one that is not valid, and for repeated groups that repeat
 * inside (`(a+)+`): Go runs them in linear time, JavaScript might never come back.
 */
export function pattern(at: Directive, text: string): RegExp {
  if (text.length > LENGTH_LIMIT) throw corefileError(at, `regular expression of more than ${LENGTH_LIMIT} characters`);
  const flags = /^\(\?([is]+)\)/.exec(text);
  const body = text.slice(flags?.[0].length ?? 0).replaceAll('(?P<', '(?<');
  if (repeatsWithinRepeat(body))
    throw corefileError(at, `regular expression ${JSON.stringify(text)} is not simulated by kubesim`);
  try {
    return new RegExp(body, flags?.[1] ?? '');
  } catch {
    throw corefileError(at, `invalid regular expression ${JSON.stringify(text)}`);
  }
}

/** `{1}` and `{name}` of a rewrite or the groups of a template, filled in from a match. */
export function filled(template: string, match: RegExpExecArray): string {
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => {
    const value = /^\d+$/.test(key) ? match[Number(key)] : match.groups?.[key];
    return value ?? (/^\d+$/.test(key) ? '' : whole);
  });
}

function repeatsWithinRepeat(body: string): boolean {
  const open: { repeats: boolean }[] = [{ repeats: false }];
  for (let i = 0; i < body.length; i++) {
    const char = body[i];
    if (char === '\\') i++;
    else if (char === '[') {
      for (i++; i < body.length && body[i] !== ']'; i++) if (body[i] === '\\') i++;
    } else if (char === '(') open.push({ repeats: false });
    else if (char === ')') {
      const group = open.pop() ?? { repeats: false };
      const repeated = /^[*+{]/.test(body.slice(i + 1));
      if (repeated && group.repeats) return true;
      const outer = open.at(-1);
      if (outer && (repeated || group.repeats)) outer.repeats = true;
    } else if (char === '*' || char === '+' || (char === '{' && /^\{\d*,?\d*\}/.test(body.slice(i)))) {
      const inner = open.at(-1);
      if (inner) inner.repeats = true;
    }
  }
  return false;
}
