import { childMade, defaultPointer, defaultValue, type Draft } from '../draft.ts';
import { defaultPodTemplate } from '../pod/defaults.ts';

/** Upstream's SetDefaults_Deployment, and the template's defaults. */
export function defaultDeployment(deployment: Draft): void {
  const spec = childMade(deployment, 'spec');
  defaultPointer(spec, 'replicas', 1);
  const strategy = childMade(spec, 'strategy');
  defaultValue(strategy, 'type', 'RollingUpdate');
  if (strategy['type'] === 'RollingUpdate') {
    const rolling = childMade(strategy, 'rollingUpdate');
    defaultPointer(rolling, 'maxUnavailable', '25%');
    defaultPointer(rolling, 'maxSurge', '25%');
  }
  defaultPointer(spec, 'revisionHistoryLimit', 10);
  defaultPointer(spec, 'progressDeadlineSeconds', 600);
  defaultPodTemplate(deployment);
}
