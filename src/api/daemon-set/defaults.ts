import { childMade, defaultPointer, defaultValue, type Draft } from '../draft.ts';
import { defaultPodTemplate } from '../pod/defaults.ts';

/** Upstream's SetDefaults_DaemonSet, and the template's defaults. */
export function defaultDaemonSet(daemonSet: Draft): void {
  const spec = childMade(daemonSet, 'spec');
  const strategy = childMade(spec, 'updateStrategy');
  defaultValue(strategy, 'type', 'RollingUpdate');
  if (strategy['type'] === 'RollingUpdate') {
    const rolling = childMade(strategy, 'rollingUpdate');
    defaultPointer(rolling, 'maxUnavailable', 1);
    defaultPointer(rolling, 'maxSurge', 0);
  }
  defaultPointer(spec, 'revisionHistoryLimit', 10);
  defaultPodTemplate(daemonSet);
}
