import type { Command, CommandGroup, Option } from './command.ts';
import { GLOBAL_OPTIONS } from './globals.ts';

const TITLES: Readonly<Record<CommandGroup, string>> = {
  Basic: 'Objects, as with kubectl',
  Discovery: 'Discovery: what a pod can find out',
  Node: 'Nodes: what kube-proxy writes',
  Packet: 'Packets: where a request goes',
  Check: 'Answers: why, how well, and for CI',
  Cluster: 'The cluster',
  Server: 'Servers and interfaces',
  Other: 'Other',
};

const FIRST_STEPS: readonly (readonly [string, string])[] = [
  ['kubesim create deployment web --image=nginx --replicas=2 --port=80', 'a Deployment, its ReplicaSet and Pods'],
  ['kubesim expose deployment web', 'a Service in front of them'],
  ['kubesim get svc,endpointslices', 'what the cluster made of it'],
  ['kubesim nslookup web', 'what DNS answers a pod'],
  ['kubesim iptables-save -t nat', 'the rules that kube-proxy writes'],
  ['kubesim trace curl http://web', 'the way of a request through those rules'],
];

/** Help for the program (empty path), for a group of subcommands, or for one command. */
export function helpText(commands: readonly Command[], path: readonly string[], command: Command | undefined): string {
  if (path.length === 0) return programHelp(commands);
  return commandHelp(commands, path, command);
}

function programHelp(commands: readonly Command[]): string {
  const groups = (Object.keys(TITLES) as CommandGroup[]).map((group) => {
    const rows = topLevel(commands.filter((command) => command.group === group && !command.hidden));
    return rows.length === 0 ? '' : `${TITLES[group]}:\n${columns(rows)}\n`;
  });
  return [
    'kubesim simulates how Kubernetes Services are registered, discovered and routed. No cluster is needed.\n',
    `First steps:\n${FIRST_STEPS.map(([line, why]) => `  # ${why}\n  ${line}`).join('\n')}\n`,
    ...groups.filter((text) => text !== ''),
    `Options of every command:\n${optionLines(GLOBAL_OPTIONS)}\n`,
    "Use 'kubesim COMMAND --help' for more about a command.\n",
  ].join('\n');
}

/** What a word that has only subcommands is for. */
const GROUPS: Readonly<Record<string, string | undefined>> = {
  cluster: 'Start a cluster, break and mend parts of it',
  config: 'How the cluster is set up',
  dns: "The cluster's DNS as a zone, or as a server",
  pod: 'Make pods ready, unready or terminating',
  rollout: 'Follow and steer rollouts',
  set: 'Change parts of objects',
};

/** One row for each first word: its own summary, or what its subcommands are for. */
function topLevel(commands: readonly Command[]): [string, string][] {
  const rows = new Map<string, string>();
  for (const command of commands) {
    const [first = '', second] = command.name.split(' ');
    if (second === undefined) rows.set(first, command.summary);
    else if (!commands.some(({ name }) => name === first)) {
      const others = commands.map(({ name }) => name.split(' ')).filter(([word]) => word === first);
      const names = [...new Set(others.map(([, word = '']) => word))].join(', ');
      rows.set(first, `${GROUPS[first] ?? ''}${GROUPS[first] === undefined ? '' : ': '}${names}`);
    }
  }
  return [...rows];
}

function commandHelp(commands: readonly Command[], path: readonly string[], command: Command | undefined): string {
  const prefix = `${path.join(' ')} `;
  const children = commands.filter(({ name, hidden }) => name.startsWith(prefix) && !hidden);
  const parts: string[] = [];
  if (command) parts.push(`${command.summary}\n`);
  if (command?.details) parts.push(`${command.details}\n`);
  if (command?.aliases?.length) parts.push(`Also called: ${command.aliases.join(', ')}\n`);
  if (command?.examples?.length) {
    parts.push(`Examples:\n${command.examples.map(([line, why]) => `  # ${why}\n  ${line}`).join('\n\n')}\n`);
  }
  if (children.length > 0) {
    parts.push(
      `Available commands:\n${columns(children.map(({ name, summary }) => [name.slice(prefix.length), summary]))}\n`,
    );
  }
  if (command?.options?.length) parts.push(`Options:\n${optionLines(command.options)}\n`);
  const operands = command?.arguments ? ` ${command.arguments}` : '';
  const usage = command
    ? `kubesim ${path.join(' ')}${operands} [options]`
    : `kubesim ${path.join(' ')} COMMAND [options]`;
  parts.push(`Usage:\n  ${usage}\n`, "Use 'kubesim --help' for the options of every command.\n");
  return parts.join('\n');
}

function optionLines(options: readonly Option[]): string {
  return columns(
    options.map((option) => [
      `${option.flags.startsWith('--') ? '    ' : ''}${option.flags.replace('...', '')}`,
      `${option.description}${option.choices ? ` (${option.choices.join(', ')})` : ''}${defaultText(option)}`,
    ]),
  );
}

function defaultText(option: Option): string {
  return option.default === undefined || option.default === false ? '' : ` [default: ${String(option.default)}]`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.min(Math.max(...rows.map(([left]) => left.length)), 34);
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
