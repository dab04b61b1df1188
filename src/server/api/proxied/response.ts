import type { Pod } from '../../../api/pod/type.ts';
import { resource } from '../../../api/resource.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { getObject } from '../../../cluster/list.ts';
import { allSorted } from '../../../cluster/lookup.ts';
import { badRequestError } from '../../../cluster/refusals.ts';
import { traceRequest } from '../../../trace/trace.ts';
import type { Outcome } from '../../../trace/tree.ts';
import type { ApiContext } from '../context.ts';
import { JSON_TYPE, plainResponse, type ApiRequest, type TextResponse } from '../http/message.ts';
import { itemText, listText } from '../objects/json-text.ts';
import type { Proxied } from './path.ts';
import { podBackend, readId, serviceBackend, unavailable, type Backend } from './backend.ts';

/**
 * What becomes of a request that the API server sends on: it is walked from the API server's node. Where it arrives nothing
 * answers, since no programs run in the pods; that is said in place of an answer. Throws StatusError.
 */
export function proxiedResponse({ live }: ApiContext, to: Proxied, { method }: ApiRequest): TextResponse {
  const { cluster } = live;
  if (to.plural === 'nodes') return kubelet(cluster, to);
  const find = to.plural === 'pods' ? podBackend : serviceBackend;
  const backend = find(cluster, to.namespace, to.id);
  const outcome = outcomeOf(cluster, backend);
  const address = `${backend.ip.includes(':') ? `[${backend.ip}]` : backend.ip}:${backend.port}`;
  if (outcome.verdict !== 'delivered') {
    throw unavailable(`error trying to reach service: dial tcp ${address}: ${failureOf(outcome)}`);
  }
  const { pod, node } = outcome.endpoint ?? {};
  const who = pod === undefined ? address : `${pod}, ${address}${node === undefined ? '' : ` on ${node}`}`;
  const lines = [
    `${method} ${to.path} reaches ${who}, which sees ${outcome.sourceSeen ?? 'nobody'}.`,
    ...(outcome.assumed === undefined ? [] : [`The port is ${outcome.assumed}.`]),
    'No programs run in the pods of a simulated cluster: here one would answer.',
  ];
  return plainResponse(200, `${lines.join('\n')}\n`);
}

function outcomeOf(cluster: Cluster, { ip, port }: Backend): Outcome {
  const request = { text: '', tool: 'raw', protocol: 'tcp', host: ip, port } as const;
  const { outcomes } = traceRequest(cluster, { request, namespace: 'default', from: `node/${apiServerNode(cluster)}` });
  const [first] = outcomes;
  if (!first) throw unavailable('error trying to reach service: nothing is known of the way there');
  return first;
}

/** Where the API server runs: on the control plane's node, or for want of one on the first. */
function apiServerNode(cluster: Cluster): string {
  const nodes = allSorted(cluster, 'nodes');
  const isControlPlane = (role: string): boolean => /^node-role\.kubernetes\.io\/(control-plane|master)$/.test(role);
  const found = nodes.find(({ metadata }) => Object.keys(metadata.labels ?? {}).some(isControlPlane)) ?? nodes[0];
  if (!found) throw unavailable('error trying to reach service: no node is there to start from');
  return found.metadata.name;
}

/** What Go says of a connection that did not come about. */
function failureOf({ verdict }: Outcome): string {
  if (verdict === 'dropped' || verdict === 'undetermined') return 'i/o timeout';
  return verdict === 'unrouted' ? 'connect: no route to host' : 'connect: connection refused';
}

/** The little that a kubelet without containers has to say. */
function kubelet(cluster: Cluster, { id, path }: Proxied): TextResponse {
  const asked = readId(id);
  if (!asked) throw badRequestError(`invalid node request ${JSON.stringify(id)}`);
  const { metadata } = getObject(cluster, 'nodes', '', asked.name);
  if (path === '/healthz') return plainResponse(200, 'ok');
  if (path !== '/pods' && path !== '/runningpods') return plainResponse(404, '404 page not found\n');
  const pods = (allSorted(cluster, 'pods') as readonly Pod[]).filter(({ spec }) => spec.nodeName === metadata.name);
  const list = listText(resource('pods'), { resourceVersion: '' }, pods.map(itemText));
  return { status: 200, contentType: JSON_TYPE, body: list };
}
