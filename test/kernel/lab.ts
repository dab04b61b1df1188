import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceRequest, type TraceResult } from '../../src/trace/trace.ts';
import type { Outcome } from '../../src/trace/tree.ts';
import type { PlanNamespace } from './lab-net.ts';
import { labPlan, type Server } from './lab-plan.ts';

/**
 * A cluster in real network namespaces: one for each host, pod and client, with the rules that kubesim prints for the hosts.
 * Real connections are opened there and compared with what the trace says of them. Everything is gone when a call returns.
 */

export type RuleTool = 'iptables-nft' | 'iptables-legacy' | 'nft';

/** A connection to open: the words of `trace`. */
export interface Question {
  readonly from: string;
  /** The host of a throwaway pod, or the one through which a client outside comes in. */
  readonly node: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'icmp';
  readonly host: string;
  /** 0 for ICMP */
  readonly port: number;
  readonly namespace?: string;
  /** The host whose kernel tells which rules the packets match. */
  readonly watch?: string;
}

export interface Scene {
  readonly cluster: Cluster;
  readonly tool: RuleTool;
  readonly podNetwork: 'bridge' | 'ptp';
  readonly questions: readonly Question[];
}

export interface Finding {
  readonly question: Question;
  readonly traced: TraceResult;
  /** What the trace says can happen, and what did, as in `10.244.1.2:80 sees 10.244.2.3`, `refused`, `timeout`. */
  readonly expected: readonly string[];
  readonly real: readonly string[];
  /** One line where both differ. */
  readonly difference: string | undefined;
  /** What the kernel told of the rules, for a question with `watch`. */
  readonly kernelTrace: string | undefined;
}

interface Answer {
  readonly counts: Readonly<Record<string, number>>;
  readonly trace?: string;
}

interface PlannedScene {
  readonly namespaces: readonly PlanNamespace[];
  readonly listen: readonly Server[];
  readonly ask: readonly Record<string, unknown>[];
}

/** How long a lab may take, and a test with one: seconds where nothing else runs, but nobody knows who shares the machine. */
export const LAB_TIMEOUT = 230_000;

/** Why labs cannot be built here; undefined: they can. */
export function whyNoLab(): string | undefined {
  const { error, status, signal, stderr } = started([]);
  if (status === 0) return undefined;
  return error?.message ?? (stderr.trim().split('\n').at(-1) || `ended by ${signal ?? status}`);
}

/** Builds all scenes beside each other and asks their questions. Throws where a scene cannot be built. */
export function runScenes(scenes: readonly Scene[]): Finding[][] {
  const prepared = scenes.map((scene, index) => prepare(scene, `s${index}-`));
  const { stdout, stderr, error } = started(prepared.map(({ plan }) => plan));
  if (error || stdout === '') throw new Error(`the lab did not run: ${error?.message ?? ''} ${stderr}`);
  const results = JSON.parse(stdout) as { error: string | null; answers: Answer[] }[];
  return prepared.map(({ asked }, index) => {
    const result = results[index];
    if (!result || result.error !== null) throw new Error(`scene ${index}: ${result?.error ?? 'no answer'}`);
    return asked.map((one, at) => finding(one, result.answers[at]));
  });
}

function started(plans: readonly PlannedScene[]): ReturnType<typeof spawnSync> & { stdout: string; stderr: string } {
  const script = 'mkdir -p /run/netns && mount -t tmpfs lab /run/netns && exec python3 "$0"';
  return spawnSync('unshare', ['-n', '-m', 'sh', '-c', script, join(import.meta.dirname, 'lab.py')], {
    input: JSON.stringify(plans),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: LAB_TIMEOUT,
  });
}

interface Asked {
  readonly question: Question;
  readonly traced: TraceResult;
  readonly expected: readonly string[];
  /** One client sticks to one endpoint. */
  readonly sticky: boolean;
}

function prepare(scene: Scene, prefix: string): { plan: PlannedScene; asked: readonly Asked[] } {
  const asked = scene.questions.map((question) => askTrace(scene, question));
  const { namespaces, listen, namespaceOf } = labPlan(scene, prefix, asked);
  const ask = asked.map(({ question, traced, expected, sticky }) => {
    const slow = expected.includes('timeout');
    const monitor = question.watch === undefined ? null : { namespace: `${prefix}${question.watch}`, argv: scene.tool === 'nft' ? ['nft', 'monitor', 'trace'] : ['xtables-monitor', '--trace'] }; // prettier-ignore
    return {
      namespace: namespaceOf(traced),
      bind: null,
      protocol: question.protocol,
      address: question.host,
      port: question.port,
      wanted: sticky || monitor ? [] : expected,
      slow,
      patience: slow ? 0.8 : 2.5,
      serial: sticky,
      least: monitor ? 1 : sticky ? 3 : 2 * expected.length + 1,
      tries: monitor ? 1 : sticky ? 3 : 12 * expected.length + 20,
      monitor,
    };
  });
  return { plan: { namespaces, listen, ask }, asked };
}

function askTrace({ cluster, podNetwork }: Scene, question: Question): Asked {
  const { from, node, protocol, host, port, namespace = 'default' } = question;
  const request = parseRequest(protocol === 'icmp' ? ['ping', host] : [protocol, host, String(port)]);
  const traced = traceRequest(cluster, { request, from, node, namespace, podNetwork });
  const expected = [
    ...new Set(traced.outcomes.filter(({ probability }) => probability > 0).map((one) => endOf(one, protocol))),
  ].sort();
  const sticky = traced.paths.some(({ steps }) => steps.some(({ rule = '' }) => /-m recent|@affinity-/.test(rule)));
  return { question, traced, expected, sticky };
}

/** An outcome in the words of the lab's clients. A real client cannot tell a closed port from a REJECT, nor a drop from a packet gone astray. */
export function endOf({ verdict, endpoint, sourceSeen, reason }: Outcome, protocol: Question['protocol']): string {
  switch (verdict) {
    case 'delivered':
      if (protocol === 'icmp') return 'answered';
      return `${bracketed(endpoint?.ip ?? '')}:${endpoint?.port} sees ${sourceSeen}`;
    case 'rejected':
    case 'refused':
      return 'refused';
    case 'dropped':
    case 'unrouted':
      return 'timeout';
    default:
      return `${verdict} ${reason}`;
  }
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function finding({ question, traced, expected, sticky }: Asked, answer: Answer | undefined): Finding {
  const counts = answer?.counts ?? {};
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const isLost = (key: string): boolean =>
    key === 'timeout' && !expected.includes(key) && counts[key] === 1 && total >= 20;
  const real = Object.keys(counts).filter((key) => !isLost(key)).sort(); // prettier-ignore
  const one = sticky || question.watch !== undefined;
  const agree = one ? real.length === 1 && expected.includes(real[0] ?? '') : real.join() === expected.join();
  const { from, node, protocol, host, port } = question;
  const told = `${from} (${traced.source.ip}, ${node}) -> ${protocol} ${host} ${port}: real ${JSON.stringify(answer?.counts)}; trace ${expected.join(' | ')} [${traced.reason}]`;
  return { question, traced, expected, real, difference: agree ? undefined : told, kernelTrace: answer?.trace };
}
