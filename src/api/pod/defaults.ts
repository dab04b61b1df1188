import { child, childMade, children, defaultPointer, defaultValue, type Draft } from '../draft.ts';
import { fields, given, isFields, text } from '../go-value.ts';
import { defaultVolume } from './default-volumes.ts';
import { pullPolicy } from './pull-policy.ts';

/** Where a pod spec stands: some defaults are for real pods alone. */
export type PodContext = 'pod' | 'template';

/** Fills in what the API server fills in for a Pod, without what admission adds: upstream's SetObjectDefaults_Pod. */
export function defaultPod(pod: Draft): void {
  const spec = childMade(pod, 'spec');
  defaultPodSpec(spec);
  for (const field of ['containers', 'initContainers']) {
    for (const container of children(spec, field)) defaultRequests(child(container, 'resources'));
  }
  defaultRequests(child(spec, 'resources'));
  defaultPointer(spec, 'enableServiceLinks', true);
  if (spec['hostNetwork'] === true) defaultHostPorts(spec);
}

/** Fills in a pod template of a workload: upstream's SetObjectDefaults of Deployment and its like. */
export function defaultPodTemplate(owner: Draft): void {
  const template = childMade(childMade(owner, 'spec'), 'template');
  childMade(template, 'metadata');
  defaultPodSpec(childMade(template, 'spec'));
}

function defaultPodSpec(spec: Draft): void {
  defaultValue(spec, 'dnsPolicy', 'ClusterFirst');
  defaultValue(spec, 'restartPolicy', 'Always');
  defaultPointer(spec, 'securityContext', {});
  defaultPointer(spec, 'terminationGracePeriodSeconds', 30);
  defaultValue(spec, 'schedulerName', 'default-scheduler');
  // The old name of the field is written for old clients.
  if (spec['serviceAccountName']) spec['serviceAccount'] = spec['serviceAccountName'];
  else if (spec['serviceAccount']) spec['serviceAccountName'] = spec['serviceAccount'];
  for (const volume of children(spec, 'volumes')) defaultVolume(volume);
  for (const field of ['containers', 'initContainers', 'ephemeralContainers']) {
    for (const container of children(spec, field)) defaultContainer(container);
  }
}

function defaultContainer(container: Draft): void {
  defaultValue(container, 'imagePullPolicy', pullPolicy(text(container['image'])));
  defaultValue(container, 'terminationMessagePath', '/dev/termination-log');
  defaultValue(container, 'terminationMessagePolicy', 'File');
  defaultPointer(container, 'resources', {});
  for (const port of children(container, 'ports')) defaultValue(port, 'protocol', 'TCP');
  for (const variable of children(container, 'env')) {
    const source = child(variable, 'valueFrom');
    const fieldRef = child(source, 'fieldRef');
    if (fieldRef) defaultValue(fieldRef, 'apiVersion', 'v1');
    const resource = child(source, 'resourceFieldRef');
    if (resource) defaultPointer(resource, 'divisor', '0');
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) defaultProbe(child(container, name));
  const lifecycle = child(container, 'lifecycle');
  for (const name of ['postStart', 'preStop']) defaultHttpGet(child(child(lifecycle, name), 'httpGet'));
}

function defaultProbe(probe: Draft | undefined): void {
  if (!probe) return;
  defaultValue(probe, 'timeoutSeconds', 1);
  defaultValue(probe, 'periodSeconds', 10);
  defaultValue(probe, 'successThreshold', 1);
  defaultValue(probe, 'failureThreshold', 3);
  defaultHttpGet(child(probe, 'httpGet'));
  const grpc = child(probe, 'grpc');
  if (grpc) defaultPointer(grpc, 'service', '');
}

function defaultHttpGet(action: Draft | undefined): void {
  if (!action) return;
  defaultValue(action, 'path', '/');
  defaultValue(action, 'scheme', 'HTTP');
}

/** A limit without a request asks for as much as the limit. */
function defaultRequests(resources: Draft | undefined): void {
  const limits = fields(resources?.['limits']);
  if (!resources || Object.keys(limits).length === 0) return;
  const requests = childMade(resources, 'requests');
  for (const [name, limit] of Object.entries(limits)) {
    if (!Object.hasOwn(requests, name) && !isFields(limit)) requests[name] = limit;
  }
}

function defaultHostPorts(spec: Draft): void {
  for (const field of ['containers', 'initContainers']) {
    for (const container of children(spec, field)) {
      for (const port of children(container, 'ports')) {
        if (given(port['containerPort'])) defaultValue(port, 'hostPort', port['containerPort']);
      }
    }
  }
}
