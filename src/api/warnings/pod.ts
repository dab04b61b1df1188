import { fields, given, goQuote, items, number, text, texts, type Fields } from '../go-value.ts';
import { addressWarnings } from '../ip-warnings.ts';
import { containerWarnings } from './pod-container.ts';
import { portWarnings } from './pod-ports.ts';
import { affinityWarnings, placementWarnings } from './pod-scheduling.ts';
import { overlapWarnings, volumeWarnings } from './pod-volumes.ts';
import { fractionWarnings } from './pod-resources.ts';

const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';
const DEPRECATED_ANNOTATIONS: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

/** Upstream's warningsForPodSpecAndMeta; `at` is '' for a pod, `spec.template.` for a template. */
export function podWarnings(at: string, pod: Fields): string[] {
  const spec = fields(pod['spec']);
  const path = `${at}spec`;
  return [
    ...placementWarnings(spec, path),
    ...annotationWarnings(at, pod),
    ...volumeWarnings(items(spec['volumes']), `${path}.volumes`),
    ...overlapWarnings(items(spec['volumes'])),
    ...repeatWarnings(items(spec['hostAliases']), `${path}.hostAliases`, 'ip'),
    ...repeatWarnings(items(spec['imagePullSecrets']), `${path}.imagePullSecrets`, 'name'),
    ...emptyNameWarnings(items(spec['imagePullSecrets']), `${path}.imagePullSecrets`),
    ...fractionWarnings({ overhead: spec['overhead'] }, path),
    ...seccompWarnings(at, pod),
    ...containerWarnings(at, pod),
    ...portWarnings(spec, path),
    ...graceWarnings(spec, path),
    ...affinityWarnings(spec, path),
    ...texts(fields(spec['dnsConfig'])['nameservers']).flatMap((server, i) =>
      addressWarnings(`${path}.dnsConfig.nameservers[${i}]`, server),
    ),
    ...items(spec['hostAliases']).flatMap((alias, i) =>
      addressWarnings(`${path}.hostAliases[${i}].ip`, text(fields(alias)['ip'])),
    ),
  ];
}

function annotationWarnings(at: string, pod: Fields): string[] {
  const annotations = fields(fields(pod['metadata'])['annotations']);
  return Object.entries(DEPRECATED_ANNOTATIONS)
    .filter(([key]) => Object.hasOwn(annotations, key))
    .map(([key, message]) => `${at}metadata.annotations[${key}]: ${message}`);
}

function seccompWarnings(at: string, pod: Fields): string[] {
  const annotations = fields(fields(pod['metadata'])['annotations']);
  const { seccompProfile } = fields(fields(pod['spec'])['securityContext']);
  if (given(seccompProfile) || !Object.hasOwn(annotations, SECCOMP)) return [];
  return [`${at}metadata.annotations[${SECCOMP}]: non-functional in v1.27+; use the "seccompProfile" field instead`];
}

/** Entries whose `key` stood in an earlier one. */
function repeatWarnings(list: readonly unknown[], path: string, key: 'ip' | 'name'): string[] {
  const seen = new Set<string>();
  return list.flatMap((entry, i) => {
    const value = text(fields(entry)[key]);
    if (seen.has(value)) return [`${path}[${i}].${key}: duplicate ${key} ${goQuote(value)}`];
    seen.add(value);
    return [];
  });
}

function emptyNameWarnings(list: readonly unknown[], path: string): string[] {
  return list.flatMap((entry, i) =>
    text(fields(entry)['name']) === '' ? [`${path}[${i}].name: invalid empty name ""`] : [],
  );
}

function graceWarnings(spec: Fields, path: string): string[] {
  if (number(spec['terminationGracePeriodSeconds']) >= 0) return [];
  const rule = 'must be >= 0; negative values are invalid and will be treated as 1';
  return [`${path}.terminationGracePeriodSeconds: ${rule}`];
}
