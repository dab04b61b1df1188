import { apiVersionOf, RESOURCES } from '../../../api/resource.ts';

/** Kinds that a real API server's scheme has and of which none are kept here (k8s.io/api 0.36, register.go of each group). */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  v1: [
    'Binding',
    'ComponentStatus',
    'LimitRange',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'PodTemplate',
    'ReplicationController',
    'ResourceQuota',
    'Secret',
    'ServiceAccount',
  ],
  'apps/v1': ['ControllerRevision', 'DaemonSet', 'StatefulSet'],
  'networking.k8s.io/v1': ['IPAddress', 'IngressClass'],
};

/** Whether the API server knows the kind, or the list of it, under this spelling. */
export function isRegistered(kind: string, groupVersion: string): boolean {
  const others = Object.hasOwn(OTHERS, groupVersion) ? (OTHERS[groupVersion] ?? []) : [];
  const kept = RESOURCES.filter((of) => apiVersionOf(of) === groupVersion).map((of) => of.kind);
  return [...kept, ...others].some((one) => kind === one || kind === `${one}List`);
}
