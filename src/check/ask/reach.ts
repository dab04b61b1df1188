import { parseRequest } from '../../trace/request/request.ts';
import { traceRequest, type TraceResult } from '../../trace/trace.ts';
import { adviceOf } from '../../diagnose/reasons.ts';
import { hostPort } from '../../net/address.ts';
import { originText } from '../../net/origin.ts';
import { parseTarget, podsOf, podsWithLabels } from '../targets.ts';
import type { ReachExpectation } from '../traffic-test.ts';
import { differs, setDiffers, type Finding, type Scene } from './finding.ts';

/** Whether the request ends as expected: in every outcome that can happen, not only in the one that a trace would show. */
export function askReach(scene: Scene, expected: ReachExpectation): Finding {
  const trace = traced(scene, expected);
  const possible = trace.outcomes.filter(({ probability }) => probability > 0);
  const verdicts = [...new Set(possible.map(({ verdict }) => verdict))];
  const reasons = [...new Set(possible.map(({ reason }) => reason))];
  const delivered = possible.filter(({ verdict }) => verdict === 'delivered');
  const found = delivered.map(({ endpoint }) => (endpoint ? hostPort(endpoint.ip, endpoint.port) : ''));
  const seen = delivered.map(({ sourceSeen }) => sourceSeen ?? '');
  const wanted =
    expected.verdict ??
    (expected.reason === undefined || expected.backends || expected.sourceSeen ? 'delivered' : undefined);
  const problems = [
    ...(wanted === undefined ? [] : setDiffers('verdict', [wanted], verdicts)),
    ...(expected.reason === undefined ? [] : setDiffers('reason', [expected.reason], reasons)),
    ...backendProblems(scene, expected, found),
    ...(expected.sourceSeen === undefined ? [] : setDiffers('source seen', [expected.sourceSeen === 'source' ? trace.source.ip : expected.sourceSeen], seen)), // prettier-ignore
  ];
  return problems.length === 0 ? { problems } : { problems, ...blame(trace, wanted) };
}

function traced(scene: Scene, expected: ReachExpectation): TraceResult {
  const { cluster, now, random } = scene;
  const from = sourceOf(scene, expected);
  return traceRequest(cluster, {
    request: parseRequest(expected.to.trim().split(/\s+/)),
    namespace: from?.namespace ?? expected.namespace ?? 'default',
    from: from?.text,
    node: expected.node,
    now: Math.floor(now / 1000),
    random,
  });
}

/** `--from` for a trace; names with their namespace, and Deployments, are this file format's own. */
function sourceOf(
  { cluster }: Scene,
  { from, namespace }: ReachExpectation,
): { text: string; namespace?: string } | undefined {
  if (from === undefined) return undefined;
  if (!/^[a-z]+\//.test(from)) return { text: from };
  const target = parseTarget(from, namespace);
  if (target.kind === 'nodes') return { text: `node/${target.name}` };
  const [pod] = podsOf(cluster, from, namespace);
  return { text: `pod/${pod?.metadata.name ?? ''}`, namespace: target.namespace };
}

function backendProblems(
  { cluster }: Scene,
  { backends, namespace }: ReachExpectation,
  found: readonly string[],
): string[] {
  if (backends === undefined) return [];
  if (typeof backends !== 'string') return setDiffers('backends', backends, found);
  const pods = podsWithLabels(cluster, backends, namespace ?? 'default');
  const addresses = pods.flatMap(({ status }) => (status?.podIP === undefined ? [] : [status.podIP]));
  if (pods.length === 0) return differs('pods labelled', backends, 'none');
  return setDiffers(`backends (${backends})`, addresses, found.map((text) => text.slice(0, text.lastIndexOf(':')).replace(/^\[|\]$/g, ''))); // prettier-ignore
}

/** The first outcome that is not what was wanted, with its reason, manifest line and remedy. */
function blame({ outcomes }: TraceResult, wanted: string | undefined): Partial<Finding> {
  const guilty = outcomes.find(({ verdict, probability }) => probability > 0 && verdict !== wanted) ?? outcomes[0];
  if (!guilty || guilty.reason === 'DELIVERED') return {};
  const fix = adviceOf(guilty).fix;
  return {
    reason: guilty.reason,
    ...(guilty.origin ? { cause: originText(guilty.origin) } : {}),
    ...(fix ? { fix } : {}),
  };
}
