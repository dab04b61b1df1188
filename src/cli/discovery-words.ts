import type { Pod } from '../api/pod/type.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { StatusError } from '../cluster/status-error.ts';
import { throwawayPod, type Asker } from '../discovery/resolver/asker.ts';
import { UserError } from '../net/user-error.ts';
import { podOfDeployment } from '../trace/source-pod.ts';
import type { CommandContext } from './command.ts';
import { openStore } from './store.ts';

/** kubesim's own options among the words of a tool that has its own (`nslookup -type=SRV db --from pod/web -n shop`). */
export interface DiscoveryWords {
  /** What is left for the tool. */
  readonly words: readonly string[];
  readonly from: string | undefined;
  readonly node: string | undefined;
  readonly style: string | undefined;
  readonly libc: 'glibc' | 'musl';
  readonly assumeDns: boolean;
  readonly trace: boolean;
  readonly namespace: string;
  /** The context, with the state file that a late `--state` names. */
  readonly context: CommandContext;
}

const VALUED = new Set(['--from', '--node', '--style', '--libc', '--namespace', '-n', '--state']);
const BARE = new Set(['--assume-dns', '--trace']);

/**
 * Sorts the words of a pass-through command: kubesim's options may stand anywhere, before and after the tool's own; behind `--`
 * all is the tool's.
 */
export function discoveryWords(context: CommandContext): DiscoveryWords {
  const words: string[] = [];
  const found = new Map<string, string>();
  const dash = context.args.indexOf('--');
  const mixed = context.args.slice(0, context.argsBeforeDash ?? (dash < 0 ? undefined : dash));
  for (let i = 0; i < mixed.length; i++) {
    const word = mixed[i] ?? '';
    const [name = '', inline] = word.startsWith('--') ? splitOnce(word) : [word];
    if (VALUED.has(name)) {
      const value = inline ?? mixed[++i];
      if (value === undefined) throw new UserError(`flag needs an argument: ${name}`, 1);
      found.set(name === '-n' ? '--namespace' : name, value);
    } else if (BARE.has(name)) found.set(name, inline ?? 'true');
    else words.push(word);
  }
  words.push(...context.args.slice(mixed.length).filter((word, i) => i > 0 || word !== '--'));
  const text = (name: string): string | undefined => {
    const given = context.options[name.slice(2)];
    return found.get(name) ?? (typeof given === 'string' ? given : undefined);
  };
  const flag = (name: string, attribute: string): boolean => {
    const late = found.get(name);
    return late === undefined ? context.options[attribute] === true : late !== 'false';
  };
  const libc = text('--libc') ?? 'glibc';
  if (libc !== 'glibc' && libc !== 'musl')
    throw new UserError(`invalid --libc ${JSON.stringify(libc)}`, 2, 'It is glibc or musl.');
  const state = found.get('--state');
  return {
    words,
    from: text('--from'),
    node: text('--node'),
    style: text('--style'),
    libc,
    assumeDns: flag('--assume-dns', 'assumeDns'),
    trace: flag('--trace', 'trace'),
    namespace: found.get('--namespace') ?? context.globals.namespace ?? 'default',
    context: state === undefined ? context : { ...context, store: openStore(state) },
  };
}

/** Who `--from` names: `pod/NAME`, `node/NAME`; without it a throwaway pod of the namespace. Throws kubectl's NotFound. */
export function askerNamed(cluster: Cluster, from: string | undefined, namespace: string): Asker {
  if (from === undefined || from === '' || from.startsWith('pod=')) return throwawayPod(namespace);
  const [kind = '', ...rest] = from.split('/');
  const name = rest.at(-1) ?? '';
  if (/^(no|nodes?)$/.test(kind) && rest.length === 1) {
    if (cluster.get('nodes', '', name)) return { kind: 'node', node: name };
    throw notFound('nodes', name);
  }
  if (/^(po|pods?)$/.test(kind) && (rest.length === 1 || rest.length === 2)) {
    return { kind: 'pod', pod: podNamed(cluster, rest.length === 2 ? (rest[0] ?? '') : namespace, name) };
  }
  if (/^deploy(ment)?s?$/.test(kind) && rest.length === 1)
    return { kind: 'pod', pod: podNamed(cluster, namespace, from) };
  throw new UserError(`invalid --from ${JSON.stringify(from)}`, 2, 'Give pod/NAME, deployment/NAME or node/NAME.');
}

/** The pod `NAME` or `pod/NAME`, or a running pod of `deployment/NAME`. Throws kubectl's NotFound. */
export function podNamed(cluster: Cluster, namespace: string, name: string): Pod {
  const deployment = /^(?:deploy|deployments?)\/(.+)$/.exec(name)?.[1];
  if (deployment !== undefined) return podOfDeployment(cluster, namespace, deployment);
  const plain = name.replace(/^(po|pods?)\//, '');
  const found = cluster.get('pods', namespace, plain);
  if (!found) throw notFound('pods', plain);
  return found as Pod;
}

/** The API server's error for an object that is not there. */
export function notFound(plural: string, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${plural} ${JSON.stringify(name)} not found`, { name, kind: plural });
}

function splitOnce(word: string): [string, string?] {
  const equals = word.indexOf('=');
  return equals < 0 ? [word] : [word.slice(0, equals), word.slice(equals + 1)];
}
