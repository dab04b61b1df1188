import { UserError } from '../net/user-error.ts';
import type { IpSet } from './model.ts';

/** The sets in the text of `ipset list` or `ipset save`. Throws UserError with the line that is neither. */
export function parseIpset(text: string): IpSet[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  return lines.some((line) => line.startsWith('create ')) ? parseSaved(lines) : parseListed(lines);
}

type Draft = { -readonly [K in keyof IpSet]: IpSet[K] } & { entries: string[] };

function parseSaved(lines: readonly string[]): IpSet[] {
  const sets = new Map<string, Draft>();
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const create = /^create (\S+) (\S+) ?(.*)$/.exec(line);
    const add = /^add (\S+) (.+)$/.exec(line);
    const known = sets.get(add?.[1] ?? '');
    if (create) {
      const [, name = '', type = '', options = ''] = create;
      sets.set(name, { name, type, family: familyOf(options), options: options.replace(/ -exist$/, ''), entries: [] });
    } else if (add && known) known.entries.push(add[2] ?? '');
    else throw broken(index, line);
  }
  return [...sets.values()];
}

function parseListed(lines: readonly string[]): IpSet[] {
  const sets: Draft[] = [];
  let inMembers = false;
  for (const [index, line] of lines.entries()) {
    if (line === '') {
      inMembers = false;
      continue;
    }
    const field = /^([A-Z][A-Za-z ]*): ?(.*)$/.exec(line);
    const last = sets.at(-1);
    if (field?.[1] === 'Name') {
      inMembers = false;
      sets.push({ name: field[2] ?? '', type: '', family: 4, entries: [] });
    } else if (!last) throw broken(index, line);
    else if (inMembers) last.entries.push(line);
    else if (!field) throw broken(index, line);
    else inMembers = readField(last, field[1] ?? '', field[2] ?? '');
  }
  return sets;
}

/** Notes one line of the head; true for the line behind which the members follow. */
function readField(set: Draft, name: string, value: string): boolean {
  if (name === 'Type') set.type = value;
  else if (name === 'Revision') set.revision = Number(value);
  else if (name === 'Header') {
    set.options = value;
    set.family = familyOf(value);
  } else if (name === 'Size in memory') set.memorySize = Number(value);
  else if (name === 'References') set.references = Number(value);
  return name === 'Members';
}

function familyOf(options: string): 4 | 6 {
  return /\bfamily inet6\b/.test(options) ? 6 : 4;
}

function broken(index: number, line: string): UserError {
  return new UserError(`ipset listing, line ${index + 1}: not understood: ${JSON.stringify(line.slice(0, 80))}`);
}
