import { UserError } from '../../net/user-error.ts';
import { TRACE_VIEWS, type TraceView } from '../../render/trace/index.ts';
import type { CommandContext } from '../command.ts';
import { globalOptions, surroundingsOf } from '../globals.ts';
import { openStore } from '../store.ts';
import { flagSuggestion } from '../suggest.ts';

/** The options of `trace`, which may stand before the request and – since nobody remembers – after it. */
export interface TraceWords {
  /** With the global options that stood behind the request. */
  readonly context: CommandContext;
  /** The request itself: `curl -k https://web`. */
  readonly words: readonly string[];
  readonly from: string | undefined;
  readonly node: string | undefined;
  readonly namespace: string;
  readonly view: TraceView | 'html';
  readonly all: boolean;
  readonly explain: boolean;
  readonly assumeDns: boolean;
  readonly keep: boolean;
  readonly step: boolean;
  readonly podNetwork: 'bridge' | 'ptp' | undefined;
  readonly rules: readonly string[];
  readonly addresses: string | undefined;
  readonly repeat: number;
  /** Seconds between repeated requests. */
  readonly every: number;
}

const VALUED = new Set([
  '--from',
  '--node',
  '--pod-network',
  '--rules',
  '--addresses',
  '--repeat',
  '--every',
  '--output',
]);
/** Global options; curl has a -n of its own. */
const GLOBAL = new Set([
  '--state',
  '--namespace',
  '-n',
  '--proxy-mode',
  '--kube-version',
  '--now',
  '--seed',
  '--color',
]);
const BARE = new Set(['--all', '--explain', '--assume-dns', '--keep', '--step']);

/** The options of a trace. Throws UserError for values that are none. */
export function traceWords(given: CommandContext): TraceWords {
  const { options } = given;
  const late = new Map<string, string[]>();
  const words = lateOptions(given.args, late);
  refuseUnknown(words);
  const context = withLateGlobals(given, late);
  const text = (name: string): string | undefined => {
    const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const early = options[camel];
    return late.get(`--${name}`)?.at(-1) ?? (typeof early === 'string' ? early : undefined);
  };
  const flag = (name: string): boolean => {
    const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    return late.has(`--${name}`) || options[camel] === true;
  };
  const early = options['rules'];
  return {
    context,
    words,
    from: text('from'),
    node: text('node'),
    namespace: context.globals.namespace ?? 'default',
    view: viewOf(text('output')),
    all: flag('all'),
    explain: flag('explain'),
    assumeDns: flag('assume-dns'),
    keep: flag('keep'),
    step: flag('step'),
    podNetwork: networkOf(text('pod-network')),
    rules: [...(Array.isArray(early) ? (early as string[]) : []), ...(late.get('--rules') ?? [])],
    addresses: text('addresses'),
    repeat: countOf(text('repeat')),
    every: secondsOf(text('every')),
  };
}

/** Our own options among the words of the request. curl's `-o FILE` is ours only where FILE is the name of a view. */
function lateOptions(args: readonly string[], found: Map<string, string[]>): string[] {
  const words: string[] = [];
  const add = (name: string, value: string): void => {
    const there = found.get(name);
    if (there) there.push(value);
    else found.set(name, [value]);
  };
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    const isView = (value: string | undefined): boolean =>
      value === 'html' || TRACE_VIEWS.some((view) => view === value);
    if (BARE.has(name)) add(name, 'true');
    else if (name === '-o' && isView(args[i + 1])) add('--output', args[++i] ?? '');
    else if (name === '--output' && !isView(equals < 0 ? args[i + 1] : word.slice(equals + 1))) words.push(word);
    else if (VALUED.has(name) || (GLOBAL.has(name) && !(name === '-n' && /^(curl|wget|nc)$/.test(args[0] ?? '')))) {
      const value = equals < 0 ? args[++i] : word.slice(equals + 1);
      if (value === undefined) throw new UserError(`flag needs an argument: ${name}`, 1);
      add(name, value);
    } else words.push(word);
  }
  return words;
}

/** Tools have flags of their own; before the request, and behind one that has none, an unknown flag is a slip of ours. */
function refuseUnknown(words: readonly string[]): void {
  const ownFlags = !/^(?:tcp|udp|sctp|\S+:\d+)$/.test(words[0] ?? '');
  const wrong = ownFlags ? words.slice(0, 1).find((word) => word.startsWith('-')) : words.find((word) => word.startsWith('--')); // prettier-ignore
  if (wrong === undefined) return;
  const meant = flagSuggestion(wrong, [...VALUED, ...BARE, ...GLOBAL]).trimEnd();
  throw new UserError(`unknown flag: ${wrong}`, 2, [...(meant === '' ? [] : [meant]), "See 'kubesim trace --help' for usage."].join('\n')); // prettier-ignore
}

function withLateGlobals(context: CommandContext, late: ReadonlyMap<string, readonly string[]>): CommandContext {
  const last = (...names: string[]): string | undefined => names.flatMap((name) => late.get(name) ?? []).at(-1);
  if (![...GLOBAL].some((name) => late.has(name))) return context;
  const found: Record<string, unknown> = {
    state: last('--state') ?? context.globals.state,
    namespace: last('--namespace', '-n') ?? context.globals.namespace,
    proxyMode: last('--proxy-mode') ?? context.globals.proxyMode,
    kubeVersion: last('--kube-version') ?? context.globals.kubeVersion,
    seed: last('--seed') ?? context.globals.seed,
    color: last('--color') ?? (context.globals.color ? 'always' : 'never'),
  };
  const now = last('--now');
  const globals = globalOptions(found, context.io);
  return {
    ...context,
    globals,
    ...(late.has('--state') ? { store: openStore(globals.state) } : {}),
    ...(now === undefined && !late.has('--seed') ? {} : { surroundings: surroundingsOf({ now: now ?? new Date(context.surroundings.now).toISOString(), seed: globals.seed }, context.io) }), // prettier-ignore
  };
}

function viewOf(text: string | undefined): TraceView | 'html' {
  if (text === undefined || text === '') return 'detailed';
  if (text === 'html') return 'html';
  const view = TRACE_VIEWS.find((each) => each === text);
  if (view) return view;
  throw new UserError(`unknown view ${JSON.stringify(text)}`, 2, `Views: ${TRACE_VIEWS.join(', ')}, html.`);
}

function networkOf(text: string | undefined): 'bridge' | 'ptp' | undefined {
  if (text === undefined || text === 'bridge' || text === 'ptp') return text;
  throw new UserError(`invalid --pod-network ${JSON.stringify(text)}`, 2, 'Give bridge or ptp.');
}

const MOST_REPEATS = 10_000;

function countOf(text: string | undefined): number {
  if (text === undefined) return 1;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= MOST_REPEATS) return count;
  throw new UserError(`invalid --repeat ${JSON.stringify(text)}`, 2, `Give a number from 1 to ${MOST_REPEATS}.`);
}

/** `60s`, `5m`, `1h30m`, or bare seconds. */
function secondsOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(text);
  if (!parts || text === '')
    throw new UserError(`invalid --every ${JSON.stringify(text)}`, 2, 'Give a duration like 60s or 5m.');
  return Number(parts[1] ?? 0) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0);
}
