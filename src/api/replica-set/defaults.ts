import { childMade, defaultPointer, type Draft } from '../draft.ts';
import { defaultPodTemplate } from '../pod/defaults.ts';

/** Upstream's SetDefaults_ReplicaSet, and the template's defaults. */
export function defaultReplicaSet(replicaSet: Draft): void {
  defaultPointer(childMade(replicaSet, 'spec'), 'replicas', 1);
  defaultPodTemplate(replicaSet);
}
