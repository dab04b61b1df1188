import { fields, given, goQuote, items, text, type Fields } from '../go-value.ts';
import { fractionWarnings } from './pod-resources.ts';

const SECCOMP = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** A container with its place: `spec.initContainers[0]`. */
export interface PlacedContainer {
  readonly container: Fields;
  readonly path: string;
}

/** All containers of a pod, in the order in which upstream visits them. */
export function placedContainers(spec: Fields, path: string): PlacedContainer[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    items(spec[list]).map((entry, i) => ({ container: fields(entry), path: `${path}.${list}[${i}]` })),
  );
}

/** Annotations instead of fields, parts of bytes, variables given twice; container by container. */
export function containerWarnings(at: string, pod: Fields): string[] {
  const spec = fields(pod['spec']);
  const annotations = fields(fields(pod['metadata'])['annotations']);
  const hasPodProfile = given(fields(spec['securityContext'])['appArmorProfile']);
  return placedContainers(spec, `${at}spec`).flatMap(({ container, path }) => {
    const { seccompProfile, appArmorProfile } = fields(container['securityContext']);
    const name = text(container['name']);
    const annotated = (prefix: string, advice: string): string[] =>
      Object.hasOwn(annotations, `${prefix}${name}`) ? [`${at}metadata.annotations[${prefix}${name}]: ${advice}`] : [];
    const { limits, requests } = fields(container['resources']);
    return [
      ...(given(seccompProfile)
        ? []
        : annotated(SECCOMP, 'non-functional in v1.27+; use the "seccompProfile" field instead')),
      // Of a pod itself this is told elsewhere, where annotations become fields.
      ...(at === '' || hasPodProfile || given(appArmorProfile)
        ? []
        : annotated(APP_ARMOR, 'deprecated since v1.30; use the "appArmorProfile" field instead')),
      ...fractionWarnings({ limits, requests }, `${path}.resources`),
      ...envWarnings(items(container['env']), path),
    ];
  });
}

function envWarnings(list: readonly unknown[], path: string): string[] {
  const seen = new Set<string>();
  return list.flatMap((entry, i) => {
    const variable = fields(entry);
    const name = text(variable['name']);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const value = text(variable['value']);
    const reference = `$(${name})`;
    // A value that adds to the one before it is no mistake.
    if (!given(variable['valueFrom']) && value !== reference && value.includes(reference)) return [];
    return [`${path}.env[${i}]: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`];
  });
}
