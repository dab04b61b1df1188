import { children, defaultValue, type Draft } from '../draft.ts';

/** Upstream's SetDefaults_Endpoints: ports are TCP. */
export function defaultEndpoints(endpoints: Draft): void {
  for (const subset of children(endpoints, 'subsets')) {
    for (const port of children(subset, 'ports')) defaultValue(port, 'protocol', 'TCP');
  }
}
