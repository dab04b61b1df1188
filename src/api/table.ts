import { AGE, ageOf, NAME, type TableLayout } from './column.ts';
import { configMapTable } from './config-map/columns.ts';
import { daemonSetTable } from './daemon-set/columns.ts';
import { deploymentTable } from './deployment/columns.ts';
import { endpointSliceTable } from './endpoint-slice/columns.ts';
import { endpointsTable } from './endpoints/columns.ts';
import { eventTable } from './event/columns.ts';
import { ingressTable } from './ingress/columns.ts';
import { namespaceTable } from './namespace/columns.ts';
import { networkPolicyTable } from './network-policy/columns.ts';
import { nodeTable } from './node/columns.ts';
import { podTable } from './pod/columns.ts';
import { replicaSetTable } from './replica-set/columns.ts';
import { scaleTable } from './scale-columns.ts';
import { serviceCidrTable } from './service-cidr/columns.ts';
import { serviceTable } from './service/columns.ts';

const TABLES: ReadonlyMap<string, TableLayout> = new Map([
  ['configmaps', configMapTable],
  ['daemonsets', daemonSetTable],
  ['deployments', deploymentTable],
  ['endpoints', endpointsTable],
  ['endpointslices', endpointSliceTable],
  ['events', eventTable],
  ['ingresses', ingressTable],
  ['namespaces', namespaceTable],
  ['networkpolicies', networkPolicyTable],
  ['nodes', nodeTable],
  ['pods', podTable],
  ['replicasets', replicaSetTable],
  ['scales', scaleTable],
  ['servicecidrs', serviceCidrTable],
  ['services', serviceTable],
]);

const FALLBACK: TableLayout = {
  columns: [NAME, AGE],
  row: (object, context) => [object.metadata.name, ageOf(object, context)],
};

/** How objects of a resource (by its plural) are shown as a table; name and age where the resource has no table of its own. */
export function tableOf(plural: string): TableLayout {
  return TABLES.get(plural) ?? FALLBACK;
}
