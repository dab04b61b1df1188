import { UserError } from '../net/user-error.ts';

export interface KnownOption {
  /** `-o`, `--output` */
  readonly names: readonly string[];
  readonly attribute: string;
  readonly value: 'none' | 'optional' | 'required';
  /** Value of the bare flag where the value is optional. */
  readonly preset: string;
}

export interface Normalised {
  readonly words: string[];
  /** Attributes switched off with `--flag=false`. */
  readonly off: string[];
  /** How many operands follow `--`; undefined without one. */
  readonly dash: number | undefined;
}

/**
 * Go's pflag spellings in commander's: `--all=true`, `--all=false`, `-o=wide`, `--dry-run` that never eats the next word.
 * Follows pflag's parseLongArg and parseShortArg.
 */
export function normalise(words: readonly string[], known: readonly KnownOption[], passThrough: boolean): Normalised {
  const result: Normalised & { dash: number | undefined } = { words: [], off: [], dash: undefined };
  const find = (name: string): KnownOption | undefined => known.find((option) => option.names.includes(name));
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const isOption = word.length > 1 && word.startsWith('-');
    if (word === '--' || (passThrough && (!isOption || !isKnown(word, find)))) {
      const rest = words.slice(index);
      if (word === '--') result.dash = rest.length - 1;
      // Behind `--` commander leaves every word alone, also one like `-norecurse` that begins with an option's letter.
      result.words.push(...(word === '--' || !isOption ? rest : ['--', ...rest]));
      break;
    }
    if (!isOption) result.words.push(word);
    else if (word.startsWith('--') ? long(word, find, result) : short(word, find, result)) {
      const value = words[++index];
      if (value !== undefined) result.words.push(value);
    }
  }
  return result;
}

type Find = (name: string) => KnownOption | undefined;

function isKnown(word: string, find: Find): boolean {
  if (word.startsWith('--')) return find(word.split('=')[0] ?? '') !== undefined;
  // `-norecurse` is nslookup's own word, not the namespace orecurse.
  return (word.length === 2 || word[2] === '=') && find(word.slice(0, 2)) !== undefined;
}

/** Whether the next word is this option's value. */
function long(word: string, find: Find, result: Normalised): boolean {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  const option = find(name);
  if (!option || (equals >= 0 && option.value !== 'none')) result.words.push(word);
  else if (option.value === 'optional') result.words.push(`${name}=${option.preset}`);
  else if (equals < 0) {
    result.words.push(word);
    return option.value === 'required';
  } else toggle(option, name, word.slice(equals + 1), result);
  return false;
}

function short(word: string, find: Find, result: Normalised): boolean {
  let option: KnownOption | undefined;
  for (let at = 1; at < word.length; at++) {
    const name = `-${word[at]}`;
    option = find(name);
    if (!option) break;
    const before = at > 1 ? [word.slice(0, at)] : [];
    if (word[at + 1] === '=') {
      result.words.push(...before);
      if (option.value === 'none') toggle(option, name, word.slice(at + 2), result);
      else result.words.push(name, word.slice(at + 2));
      return false;
    }
    if (option.value !== 'none') {
      result.words.push(word);
      return at === word.length - 1 && option.value === 'required';
    }
  }
  result.words.push(word);
  return false;
}

/** strconv.ParseBool's spellings. */
function toggle(option: KnownOption, name: string, value: string, result: Normalised): void {
  if (/^(1|t|T|TRUE|true|True)$/.test(value)) result.words.push(name);
  else if (/^(0|f|F|FALSE|false|False)$/.test(value)) result.off.push(option.attribute);
  else {
    const detail = `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
    throw new UserError(
      `invalid argument ${JSON.stringify(value)} for "${option.names.join(', ')}" flag: ${detail}`,
      1,
    );
  }
}
