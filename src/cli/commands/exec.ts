import type { Pod } from '../../api/pod/type.ts';
import { StatusError } from '../../cluster/status-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { Exit } from '../failure.ts';
import { text } from '../kubectl/options.ts';
import { podOf } from '../kubectl/pod-of.ts';
import { runNested } from '../nested.ts';
import { openCluster } from '../workspace.ts';

const SIMULATED =
  'Simulated: env, printenv, cat, hostname, nslookup, dig, host, getent, curl, wget, nc, telnet, ping; sh -c with one of them.';

/** Runs one of the programs with which people look at discovery and routing, as the pod would see it. */
export const run: Run = async (context) => {
  const { args, argsBeforeDash } = context;
  const usage = "See 'kubesim exec -h' for help and examples";
  if (args.length === 0) throw new UserError('pod, type/name or --filename must be specified', 1, usage);
  if (argsBeforeDash === undefined && args.length > 1) {
    throw new UserError('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead', 1, usage);
  }
  const words = args.slice(1);
  if (words.length === 0) throw new UserError('you must specify at least one command for the container', 1);
  const cluster = await openCluster(context);
  const pod = podOf(context, cluster, args[0] ?? '');
  checkRunning(context, pod);
  const code = await runProgram(context, cluster, pod, words);
  if (code !== 0) {
    context.io.err(`command terminated with exit code ${code}\n`);
    throw new Exit(code);
  }
};

function checkRunning(context: CommandContext, pod: Pod): void {
  const container = text(context, 'container');
  const names = pod.spec.containers.map(({ name }) => name);
  if (container !== '' && !names.includes(container)) {
    throw new StatusError(400, 'BadRequest', `container ${container} is not valid for pod ${pod.metadata.name}`);
  }
  if (!pod.spec.nodeName)
    throw new StatusError(400, 'BadRequest', `pod ${pod.metadata.name} does not have a host assigned`);
  if (pod.status?.phase !== 'Running') {
    throw new UserError(
      `cannot exec into a container in a completed pod; current phase is ${pod.status?.phase ?? 'Pending'}`,
      1,
    );
  }
  if (container === '' && names.length > 1) {
    context.io.err(`Defaulted container "${names[0] ?? ''}" out of: ${names.join(', ')}\n`);
  }
}

async function runProgram(
  context: CommandContext,
  cluster: Cluster,
  pod: Pod,
  words: readonly string[],
): Promise<number> {
  const [program = '', ...rest] = words;
  const { name, namespace = 'default' } = pod.metadata;
  const own = { ...context, globals: { ...context.globals, namespace } };
  const from = ['--from', `pod/${name}`];
  switch (program.split('/').at(-1)) {
    case 'env':
    case 'printenv':
      return printVariables(own, name, rest);
    case 'cat':
      return printFiles(own, cluster, pod, rest);
    case 'hostname':
      context.io.out(`${hostnameOf(pod)}\n`);
      return 0;
    case 'nslookup':
    case 'dig':
    case 'host':
    case 'getent':
      return runNested(own, [program.split('/').at(-1) ?? '', ...from, ...rest]);
    case 'curl':
    case 'wget':
      return runNested(own, ['trace', ...from, 'curl', urlOf(rest)]);
    case 'nc':
    case 'telnet':
      return runNested(own, ['trace', ...from, ...socketOf(rest)]);
    case 'ping':
      return runNested(own, [
        'trace',
        ...from,
        'ping',
        rest.findLast((word) => !word.startsWith('-') && !/^\d+$/.test(word)) ?? '',
      ]);
    case 'sh':
    case 'bash':
      return runProgram(context, cluster, pod, shellWords(rest));
    default:
      throw new UserError(`kubesim runs no ${program} in containers`, 1, SIMULATED);
  }
}

async function printVariables(context: CommandContext, pod: string, names: readonly string[]): Promise<number> {
  if (names.length === 0) return runNested(context, ['env', pod]);
  let all = '';
  const code = await runNested(context, ['env', pod], { ...context.io, out: (text) => (all += text) });
  const lines = names.map((name) => all.split('\n').find((line) => line.startsWith(`${name}=`)));
  for (const [index, line] of lines.entries())
    if (line) context.io.out(`${line.slice((names[index]?.length ?? 0) + 1)}\n`);
  return lines.includes(undefined) ? 1 : code;
}

async function printFiles(
  context: CommandContext,
  cluster: Cluster,
  pod: Pod,
  files: readonly string[],
): Promise<number> {
  for (const file of files) {
    if (file === '/etc/resolv.conf') await runNested(context, ['resolv-conf', pod.metadata.name]);
    else if (file === '/etc/hostname') context.io.out(`${hostnameOf(pod)}\n`);
    else if (file === '/etc/hosts') context.io.out(hostsFile(pod, cluster));
    else {
      context.io.err(`cat: ${file}: No such file or directory\n`);
      return 1;
    }
  }
  return 0;
}

/** As kubelet writes it: the pod's addresses with its name, with a subdomain as its full name first. */
function hostsFile(pod: Pod, { config }: Cluster): string {
  const name = hostnameOf(pod);
  const { subdomain, hostNetwork } = pod.spec;
  if (hostNetwork) return '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n';
  const full = subdomain
    ? `${name}.${subdomain}.${pod.metadata.namespace ?? ''}.svc.${config.clusterDomain}\t${name}`
    : name;
  const addresses = pod.status?.podIPs?.map(({ ip }) => ip) ?? [];
  return [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    ...addresses.map((ip) => `${ip}\t${full}`),
    '',
  ].join('\n');
}

function hostnameOf({ spec, metadata }: Pod): string {
  if (spec.hostNetwork) return spec.nodeName ?? metadata.name;
  return (spec.hostname || metadata.name).slice(0, 63).replace(/[-.]+$/, '');
}

/** curl's and wget's first word that is no option and no option's value. */
function urlOf(words: readonly string[]): string {
  const valued = /^-[a-zA-Z]*[HXdmoAeuwTtO]$|^--(max-time|connect-timeout|header|request|data|output|timeout|tries)$/;
  const found = words.find(
    (word, index) =>
      !word.startsWith('-') &&
      !(valued.test(words[index - 1] ?? '') && !/^-q?O-?$|^-qO-$/.test(words[index - 1] ?? '')),
  );
  if (found === undefined) throw new UserError('which URL?', 1);
  return found;
}

function socketOf(words: readonly string[]): string[] {
  const protocol = words.some((word) => /^-[a-z]*u/.test(word)) ? 'udp' : 'tcp';
  const [host = '', port = ''] = words.filter(
    (word, index) => !word.startsWith('-') && !/^-[a-z]*w$/.test(words[index - 1] ?? ''),
  );
  return [protocol, host, port];
}

/** `sh -c "nslookup web"`: plain words only, no shell. */
function shellWords(words: readonly string[]): string[] {
  const line = words[words.indexOf('-c') + 1];
  if (!words.includes('-c') || line === undefined)
    throw new UserError('kubesim runs no shell in containers', 1, SIMULATED);
  if (/[;&|<>$`(){}*?\\]/.test(line)) throw new UserError(`kubesim runs no shell: ${line}`, 1, SIMULATED);
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
