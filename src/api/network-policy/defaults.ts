import { childMade, children, defaultPointer, type Draft } from '../draft.ts';
import { items } from '../go-value.ts';

/** Upstream's SetDefaults_NetworkPolicy: a policy is about ingress, and about egress if it has egress rules. */
export function defaultNetworkPolicy(policy: Draft): void {
  const spec = childMade(policy, 'spec');
  childMade(spec, 'podSelector');
  if (items(spec['policyTypes']).length === 0) {
    spec['policyTypes'] = items(spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  }
  for (const field of ['ingress', 'egress']) {
    for (const rule of children(spec, field)) {
      for (const port of children(rule, 'ports')) defaultPointer(port, 'protocol', 'TCP');
    }
  }
}
