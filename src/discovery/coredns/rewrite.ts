import { corefileError, type Directive } from '../corefile/parse.ts';
import { absolute, isLegalName } from '../message/name.ts';
import type { ResourceRecord } from '../message/record.ts';
import { bareReply, type Question, type Reply } from '../message/reply.ts';
import { filled, pattern } from './pattern.ts';
import type { PluginSetup } from './plugin.ts';

/** A changed name and how the answers' owner names find back. */
interface Renamed {
  readonly name: string;
  restore(owner: string): string;
}

type Rename = (name: string) => Renamed | undefined;

const KINDS = new Set(['exact', 'prefix', 'suffix', 'substring', 'regex']);

/**
 * CoreDNS's `rewrite` for fields `name`, `type` and `ttl`, inline or as a block with `answer` rules. Owner names in the answer are set
 * back for exact rules and where `answer auto` or `answer name` says so. Other fields (`class`, `edns0`) change no answer here.
 */
export const setupRewrite: PluginSetup = (directive) => {
  const words = [...directive.args];
  if (words[0] === 'stop' || words[0] === 'continue') words.shift();
  const lines = words.length > 0 ? [{ ...directive, name: words[0] ?? '', args: words.slice(1) }] : directive.block;
  const rule = lines[0];
  if (!rule) throw corefileError(directive, 'rewrite: no rule');
  if (rule.name === 'type') {
    const [from = '', to = ''] = rule.args.map((word) => word.toUpperCase());
    return (question, _asked, next) => next(question.type === from ? { ...question, type: to } : question);
  }
  if (rule.name === 'ttl') return ttlRule(rule);
  if (rule.name === 'class' || rule.name === 'edns0') return undefined;
  if (rule.name !== 'name') throw corefileError(rule, `rewrite: field '${rule.name}' is not simulated by kubesim`);
  const rename = nameRule(rule, lines.slice(1));
  return (question, _asked, next) => {
    const renamed = rename(question.name.toLowerCase());
    if (!renamed) return next(question);
    if (!isLegalName(renamed.name)) return bareReply('SERVFAIL');
    return restored(next({ ...question, name: renamed.name }), question, renamed);
  };
};

function nameRule(rule: Directive, more: readonly Directive[]): Rename {
  const words = [...rule.args];
  const kind = KINDS.has(words[0] ?? '') && words.length > 2 ? (words.shift() ?? '') : 'exact';
  const [from = '', to = ''] = words.splice(0, 2);
  if (from === '' || to === '') throw corefileError(rule, 'rewrite: name needs FROM and TO');
  const answer = [...words, ...more.flatMap(({ name, args }) => [name, ...args])].filter((word) => word !== 'answer');
  const auto = kind === 'exact' || answer.includes('auto');
  const named = answer.indexOf('name');
  const back = named >= 0 && answer[named + 1] !== 'auto' ? pattern(rule, answer[named + 1] ?? '') : undefined;
  const template = answer[named + 2] ?? '';
  const asked = kind === 'regex' ? pattern(rule, from) : undefined;
  return (name) => {
    const changed = renamed(kind, name, from.toLowerCase(), to.toLowerCase(), asked);
    if (changed === undefined) return undefined;
    return {
      name: changed,
      restore: (owner) => {
        const match = back?.exec(owner);
        if (match) return absolute(filled(template, match));
        return auto && owner.toLowerCase() === changed ? name : owner;
      },
    };
  };
}

function renamed(kind: string, name: string, from: string, to: string, asked: RegExp | undefined): string | undefined {
  switch (kind) {
    case 'exact':
      return name === absolute(from) ? absolute(to) : undefined;
    case 'prefix':
      return name.startsWith(from) ? absolute(to + name.slice(from.length)) : undefined;
    case 'suffix': {
      const tail = absolute(from);
      return name.endsWith(tail) ? absolute(name.slice(0, -tail.length) + to) : undefined;
    }
    case 'substring':
      return name.includes(from) ? absolute(name.replaceAll(from, to)) : undefined;
  }
  const match = asked?.exec(name);
  return match ? absolute(filled(to, match)) : undefined;
}

function restored(reply: Reply, question: Question, renamed: Renamed): Reply {
  const owner = (record: ResourceRecord): ResourceRecord => ({ ...record, name: renamed.restore(record.name) });
  const { dependsOn: _, ...rest } = reply;
  return question.name === renamed.name ? reply : { ...rest, answers: reply.answers.map(owner) };
}

function ttlRule(rule: Directive): ReturnType<PluginSetup> {
  const words = [...rule.args];
  const kind = KINDS.has(words[0] ?? '') && words.length > 2 ? (words.shift() ?? '') : 'exact';
  const [from = '', seconds = ''] = words;
  const range = /^(\d*)(?:(-)(\d*))?$/.exec(seconds);
  if (!range) throw corefileError(rule, `invalid TTL '${seconds}' for rewrite rule`);
  const low = Number(range[1] || 0);
  const high = range[2] === undefined ? low : Number(range[3] || 2 ** 31 - 1);
  const asked = kind === 'regex' ? pattern(rule, from) : undefined;
  const within = (record: ResourceRecord): ResourceRecord => ({
    ...record,
    ttl: Math.min(high, Math.max(low, record.ttl)),
  });
  return (question, _asked, next) => {
    const reply = next(question);
    const applies = renamed(kind, question.name.toLowerCase(), from.toLowerCase(), 'x.', asked) !== undefined;
    return applies ? { ...reply, answers: reply.answers.map(within) } : reply;
  };
}
