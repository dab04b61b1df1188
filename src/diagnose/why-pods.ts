import type { Pod } from '../api/pod/type.ts';
import type { Service } from '../api/service/type.ts';
import { keyOf, type Cluster } from '../cluster/cluster.ts';
import { originOf } from '../cluster/origin.ts';
import { matchesMap } from '../cluster/selector/label-selector.ts';
import { podAddresses } from '../trace/cluster-topology.ts';
import type { Check } from './diagnosis.ts';
import { editDistance } from './edit-distance.ts';

/** The pods that the Service selects, whatever their state. */
export function selectedPods(cluster: Cluster, service: Service): Pod[] {
  const namespace = service.metadata.namespace;
  return ([...cluster.all('pods').values()] as Pod[]).filter(
    (pod) => pod.metadata.namespace === namespace && matchesMap(service.spec.selector, pod.metadata.labels),
  );
}

/** Does the selector match pods? If not: which labels come nearest. */
export function checkSelector(cluster: Cluster, service: Service, pods: readonly Pod[]): Check {
  const selector = service.spec.selector ?? {};
  const text = selectorText(selector);
  if (pods.length > 0)
    return { name: 'selector', status: 'ok', text: `selector ${text} matches ${count(pods.length, 'pod')}` };
  const wrong = Object.keys(selector)[0];
  const origin = originOf(
    cluster,
    'services',
    service,
    wrong === undefined ? 'spec.selector' : `spec.selector.${wrong}`,
  );
  return {
    name: 'selector',
    status: 'fail',
    reason: 'SELECTOR_MATCHES_NOTHING',
    text: `selector ${text} matches no pod in namespace ${service.metadata.namespace ?? 'default'}`,
    details: nearestLabels(cluster, service),
    origin,
  };
}

/** What comes closest to the selector: pods of the namespace by how much their labels differ, then exact matches elsewhere. */
function nearestLabels(cluster: Cluster, service: Service): string[] {
  const selector = service.spec.selector ?? {};
  const namespace = service.metadata.namespace;
  const seen = new Map<string, { distance: number; example: string; differs: string }>();
  const elsewhere = new Set<string>();
  for (const object of cluster.all('pods').values()) {
    const labels = object.metadata.labels ?? {};
    if (object.metadata.namespace !== namespace) {
      if (matchesMap(selector, labels)) elsewhere.add(object.metadata.namespace ?? 'default');
      continue;
    }
    const { distance, differs } = labelDistance(selector, labels);
    const key = differs;
    const known = seen.get(key);
    if (!known || distance < known.distance) seen.set(key, { distance, example: object.metadata.name, differs });
  }
  const near = [...seen.values()].toSorted((a, b) => a.distance - b.distance).slice(0, 2);
  return [
    ...near.map(
      ({ distance, example, differs }) => `nearest: pod ${example} has ${differs} (edit distance ${distance})`,
    ),
    ...[...elsewhere].map(
      (name) => `pods in namespace ${name} match: a Service selects pods of its own namespace only`,
    ),
  ];
}

function labelDistance(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): { distance: number; differs: string } {
  let distance = 0;
  const differs: string[] = [];
  for (const [key, value] of Object.entries(selector)) {
    const own = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (own === value) continue;
    let best = { text: own === undefined ? `no label ${key}` : `${key}=${own}`, distance: own === undefined ? key.length + value.length : editDistance(value, own) }; // prettier-ignore
    for (const [otherKey, otherValue] of Object.entries(labels)) {
      const far = editDistance(`${key}=${value}`, `${otherKey}=${otherValue}`);
      if (far < best.distance) best = { text: `${otherKey}=${otherValue}`, distance: far };
    }
    distance += best.distance;
    differs.push(`${best.text} instead of ${key}=${value}`);
  }
  return { distance, differs: differs.join(', ') };
}

/** Do the pods run, have they addresses, are they ready? */
export function checkPods(cluster: Cluster, service: Service, pods: readonly Pod[]): Check[] {
  const checks: Check[] = [];
  const scheduled = pods.filter((pod) => pod.spec.nodeName);
  const first = pods[0];
  const origin = first && originOf(cluster, 'pods', first);
  if (scheduled.length === 0)
    return [{ name: 'pods', status: 'fail', reason: 'POD_NOT_SCHEDULED', text: `none of ${count(pods.length, 'pod')} is scheduled to a node`, ...(origin ? { origin } : {}) }]; // prettier-ignore
  const addressed = scheduled.filter((pod) => podAddresses(pod).length > 0 && !isFinished(pod));
  if (addressed.length === 0)
    return [{ name: 'pods', status: 'fail', reason: 'PODS_HAVE_NO_ADDRESS', text: 'no selected pod has an address', details: pods.slice(0, 5).map(stateLine), ...(origin ? { origin } : {}) }]; // prettier-ignore
  checks.push({
    name: 'pods',
    status: 'ok',
    text: `${addressed.length} of ${count(pods.length, 'pod')} run${addressed.length === 1 ? 's' : ''} and ${addressed.length === 1 ? 'has an address' : 'have addresses'}`,
  });
  const ready = addressed.filter(isReady);
  const details = addressed.filter((pod) => !isReady(pod)).slice(0, 5).map(stateLine); // prettier-ignore
  if (ready.length === 0 && service.spec.publishNotReadyAddresses !== true)
    checks.push({ name: 'ready', status: 'fail', reason: 'NO_READY_ENDPOINTS', text: `none of ${count(addressed.length, 'pod')} is ready`, details, ...readyOrigin(cluster, addressed) }); // prettier-ignore
  else
    checks.push({
      name: 'ready',
      status: ready.length === addressed.length ? 'ok' : 'warn',
      text: `${ready.length} of ${count(addressed.length, 'pod')} ready`,
      ...(details.length > 0 ? { details } : {}),
    });
  return checks;
}

/** The manifest of what made the pods: their Deployment where there is one. */
function readyOrigin(cluster: Cluster, pods: readonly Pod[]): Pick<Check, 'origin'> {
  const pod = pods[0];
  if (!pod) return {};
  const set = pod.metadata.ownerReferences?.find((each) => each.kind === 'ReplicaSet');
  const owner = set && cluster.get('replicasets', pod.metadata.namespace ?? 'default', set.name)?.metadata.ownerReferences?.find((each) => each.kind === 'Deployment'); // prettier-ignore
  const deployment = owner && cluster.get('deployments', pod.metadata.namespace ?? 'default', owner.name);
  return {
    origin: deployment
      ? originOf(cluster, 'deployments', deployment, 'spec.template.spec.containers[0].readinessProbe')
      : originOf(cluster, 'pods', pod, 'spec.containers[0].readinessProbe'),
  };
}

export function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True') ?? false;
}

function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

function stateLine(pod: Pod): string {
  const ready = pod.status?.conditions?.find((each) => each.type === 'Ready');
  const because = ready?.message || ready?.reason;
  const going = pod.metadata.deletionTimestamp ? ', being deleted' : '';
  return `${keyOf(pod)}: ${pod.status?.phase ?? 'Pending'}${going}${because ? ` (${because})` : ''}`;
}

export function selectorText(selector: Readonly<Record<string, string>>): string {
  return Object.entries(selector).map(([key, value]) => `${key}=${value}`).join(',') || '<none>'; // prettier-ignore
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
