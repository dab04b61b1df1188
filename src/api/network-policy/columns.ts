import { AGE, ageOf, column, NAME, selectorText, type TableLayout } from '../column.ts';
import { fields } from '../go-value.ts';

/** `kubectl get networkpolicies`: upstream's printNetworkPolicy. */
export const networkPolicyTable: TableLayout = {
  columns: [NAME, column('Pod-Selector', 'The pods that the policy is about.'), AGE],
  row: (policy, context) => [
    policy.metadata.name,
    selectorText(fields(policy['spec'])['podSelector']),
    ageOf(policy, context),
  ],
};
