import { invalid, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, items, number, text, type Fields } from '../go-value.ts';
import { dns1123LabelMessages, dns1123SubdomainMessages, rangeMessages } from '../names.ts';
import { validateLabels } from '../validate-labels.ts';
import { validateAffinity } from './validate-affinity.ts';
import type { PodSurroundings } from './validate-container.ts';
import { validateContainers, validateEphemeralContainers, validateInitContainers } from './validate-containers.ts';
import { validateDnsConfig, validateDnsPolicy, validateHostAliases } from './validate-dns.ts';
import { validatePodResources, validateResources } from './validate-resources.ts';
import {
  validateReadinessGates,
  validateSchedulingGates,
  validateSpread,
  validateTolerations,
} from './validate-scheduling.ts';
import { validateHostUsers, validatePodSecurityContext } from './validate-security.ts';
import { claimNamesOf, validateResourceClaims, validateVolumes } from './validate-volumes.ts';
import { validateForSystem, validateHostProcess } from './validate-windows.ts';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const SYSTEMS = ['linux', 'windows'];
const MOST_INT32 = 2_147_483_647;

/**
 * What is wrong with a defaulted pod spec: upstream's ValidatePodSpec. `pod` is the name of the pod, or undefined where
 * the spec stands in a template.
 */
export function validatePodSpec(spec: Fields, pod: { name: string } | undefined, path: string): FieldError[] {
  const { volumes, errors } = validateVolumes(
    items(spec['volumes']),
    pod?.name ?? '',
    pod !== undefined,
    `${path}.volumes`,
  );
  const claimNames = claimNamesOf(spec);
  const surroundings: PodSurroundings = {
    volumes,
    claimNames,
    restartPolicy: spec['restartPolicy'],
    graceSeconds: spec['terminationGracePeriodSeconds'],
    hostUsers: spec['hostUsers'] !== false,
  };
  const containers = items(spec['containers']);
  return [
    ...(given(spec['terminationGracePeriodSeconds']) ? [] : [required(`${path}.terminationGracePeriodSeconds`)]),
    ...errors,
    ...validateResourceClaims(items(spec['resourceClaims']), `${path}.resourceClaims`),
    ...validateContainers(containers, surroundings, `${path}.containers`),
    ...validateInitContainers(items(spec['initContainers']), containers, surroundings, `${path}.initContainers`),
    ...validateEphemeralContainers(spec, surroundings, `${path}.ephemeralContainers`),
    ...validatePodResources(spec, claimNames, `${path}.resources`),
    ...validateHostNetworkPorts(spec, containers, pod !== undefined, path),
    ...validateRestartPolicy(text(spec['restartPolicy']), `${path}.restartPolicy`),
    ...validateDnsPolicy(spec, path),
    ...validateLabels(spec['nodeSelector'], `${path}.nodeSelector`),
    ...validatePodSecurityContext(spec, `${path}.securityContext`),
    ...validateAffinity(spec['affinity'], `${path}.affinity`),
    ...validateDnsConfig(spec, `${path}.dnsConfig`),
    ...validateReadinessGates(items(spec['readinessGates']), `${path}.readinessGates`),
    ...validateSchedulingGates(items(spec['schedulingGates']), `${path}.schedulingGates`),
    ...validateSpread(items(spec['topologySpreadConstraints']), `${path}.topologySpreadConstraints`),
    ...validateHostProcess(spec, path),
    ...validateHostUsers(spec, path),
    ...validateNames(spec, path),
    ...validateRest(spec, path),
  ];
}

/** On the host's network a container's port is the host's port; templates may leave the latter out. */
function validateHostNetworkPorts(
  spec: Fields,
  containers: readonly unknown[],
  isPod: boolean,
  path: string,
): FieldError[] {
  if (spec['hostNetwork'] !== true) return [];
  return containers.flatMap((container, c) =>
    items(fields(container)['ports']).flatMap((entry, p) => {
      const hostPort = number(fields(entry)['hostPort']);
      if ((!isPod && hostPort === 0) || hostPort === number(fields(entry)['containerPort'])) return [];
      const place = `${path}.containers[${c}].ports[${p}].hostPort`;
      return [invalid(place, hostPort, 'must match `containerPort` when `hostNetwork` is true')];
    }),
  );
}

function validateRestartPolicy(policy: string, path: string): FieldError[] {
  if (policy === '') return [required(path)];
  return RESTART_POLICIES.includes(policy) ? [] : [notSupported(path, policy, RESTART_POLICIES)];
}

function validateNames(spec: Fields, path: string): FieldError[] {
  const named = (field: string, rule: (name: string) => string[]): FieldError[] => {
    const name = text(spec[field]);
    return name === '' ? [] : invalidEach(`${path}.${field}`, name, rule(name));
  };
  const errors = [
    ...named('serviceAccountName', (name) => dns1123SubdomainMessages(name)),
    ...named('nodeName', (name) => dns1123SubdomainMessages(name)),
  ];
  if (given(spec['activeDeadlineSeconds'])) {
    const seconds = number(spec['activeDeadlineSeconds']);
    errors.push(...invalidEach(`${path}.activeDeadlineSeconds`, seconds, rangeMessages(seconds, 1, MOST_INT32)));
  }
  return [...errors, ...named('hostname', dns1123LabelMessages), ...named('subdomain', dns1123LabelMessages)];
}

function validateRest(spec: Fields, path: string): FieldError[] {
  const priorityClass = text(spec['priorityClassName']);
  const runtimeClass = spec['runtimeClassName'];
  const preemption = spec['preemptionPolicy'];
  const errors = [
    ...validateTolerations(items(spec['tolerations']), `${path}.tolerations`),
    ...validateHostAliases(items(spec['hostAliases']), `${path}.hostAliases`),
  ];
  if (priorityClass !== '') {
    errors.push(...invalidEach(`${path}.priorityClassName`, priorityClass, dns1123SubdomainMessages(priorityClass)));
  }
  if (given(runtimeClass)) {
    const name = text(runtimeClass);
    errors.push(...invalidEach(`${path}.runtimeClassName`, name, dns1123SubdomainMessages(name)));
  }
  if (given(preemption) && preemption !== 'PreemptLowerPriority' && preemption !== 'Never') {
    const place = `${path}.preemptionPolicy`;
    if (preemption === '') errors.push(required(place));
    else errors.push(notSupported(place, text(preemption), ['PreemptLowerPriority', 'Never']));
  }
  if (given(spec['overhead'])) {
    errors.push(...validateResources({ limits: spec['overhead'] }, new Set(), `${path}.overhead`));
  }
  return [...errors, ...validateSystem(spec, path)];
}

function validateSystem(spec: Fields, path: string): FieldError[] {
  if (!given(spec['os'])) return [];
  const name = text(fields(spec['os'])['name']);
  if (name === '') return [required(`${path}.os.name`, 'cannot be empty')];
  if (!SYSTEMS.includes(name)) return [notSupported(`${path}.os`, name, SYSTEMS)];
  return validateForSystem(spec, path);
}
