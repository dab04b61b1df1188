import type { CommandContext, Option } from './command.ts';
import { GLOBAL_OPTIONS } from './globals.ts';
import { listObjects } from '../cluster/list.ts';
import { SERVED } from '../api/served.ts';
import { resourceType } from './kubectl/resource-type.ts';
import { childrenOf, findCommand } from './registry/index.ts';
import { openCluster } from './workspace.ts';

/** Commands whose arguments name objects. */
const OBJECT_COMMANDS: ReadonlySet<string> = new Set([
  'get', 'describe', 'delete', 'label', 'annotate', 'patch', 'edit', 'expose', 'scale', 'wait', 'rollout status',
  'rollout history', 'rollout undo', 'rollout restart', 'set image', 'set env', 'set selector', 'why',
]); // prettier-ignore
const POD_COMMANDS: ReadonlySet<string> = new Set([
  'exec',
  'logs',
  'env',
  'resolv-conf',
  'pod ready',
  'pod unready',
  'pod terminate',
]);

/** What may follow `words`, the last of which is being typed. */
export async function candidates(context: CommandContext, words: readonly string[]): Promise<string[]> {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const { path, command } = findCommand(before.filter((word) => !word.startsWith('-')));
  const options = [...(command?.options ?? []), ...GLOBAL_OPTIONS];
  const last = before.at(-1) ?? '';
  if (last === '-n' || last === '--namespace') return starting(await names(context, 'namespaces', ''), typed);
  if (last === '-f' || last === '--filename') return [];
  const open = options.find(({ flags }) => flagNames(flags).includes(last) && flags.includes('<'));
  if (open) return starting(valuesOf(open), typed);
  if (typed.startsWith('-'))
    return starting(
      options.flatMap(({ flags }) => flagNames(flags).slice(-1)),
      typed,
    );
  const children = childrenOf(path)
    .filter(({ hidden }) => !hidden)
    .map(({ name }) => name.split(' ').at(-1) ?? '');
  const first =
    path.length === 0
      ? [
          ...new Set(
            childrenOf([])
              .concat(allGroups())
              .map(({ name }) => name.split(' ')[0] ?? ''),
          ),
        ]
      : children;
  if (!command) return starting(first, typed);
  const operands = before.slice(path.length).filter((word) => !word.startsWith('-'));
  return starting([...children, ...(await operandCandidates(context, command.name, operands, typed))], typed);
}

async function operandCandidates(
  context: CommandContext,
  command: string,
  operands: readonly string[],
  typed: string,
): Promise<string[]> {
  const namespace = context.globals.namespace ?? 'default';
  if (POD_COMMANDS.has(command)) return operands.length === 0 ? names(context, 'pods', namespace) : [];
  if (command === 'completion') return ['bash', 'fish', 'zsh'];
  if (!OBJECT_COMMANDS.has(command)) return [];
  if (typed.includes('/')) {
    const type = typed.slice(0, typed.indexOf('/'));
    return (await names(context, type, namespace)).map((name) => `${type}/${name}`);
  }
  const [type] = operands;
  if (type === undefined) return SERVED.map(({ plural }) => plural);
  return type.includes('/') ? [] : names(context, type, namespace);
}

async function names(context: CommandContext, type: string, namespace: string): Promise<string[]> {
  const of = resourceType(type);
  const cluster = await openCluster(context);
  const query = of.namespaced ? { namespace } : {};
  return listObjects(cluster, of.plural, query).map(({ metadata }) => metadata.name);
}

function allGroups(): ReturnType<typeof childrenOf> {
  return childrenOf([]);
}

function valuesOf({ choices, flags }: Option): string[] {
  if (choices) return [...choices];
  if (flags.includes('--proxy-mode')) return ['iptables', 'ipvs', 'nftables', 'userspace'];
  if (flags.includes('--kube-version')) return ['1.20', '1.36'];
  if (flags.includes('--output'))
    return ['wide', 'yaml', 'json', 'name', 'jsonpath=', 'custom-columns=', 'go-template='];
  return [];
}

function flagNames(flags: string): string[] {
  return flags.match(/(?<![\w-])--?[\w-]+/g) ?? [];
}

function starting(list: readonly string[], typed: string): string[] {
  return [...new Set(list)].filter((word) => word.startsWith(typed)).sort();
}
