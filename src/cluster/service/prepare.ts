import type { Service } from '../../api/service/type.ts';
import type { Transaction } from '../transaction.ts';
import { allocateClusterIPs, updateClusterIPs } from './cluster-ips.ts';
import { alignClusterIPs, dropUnneeded, keepAllocated } from './carry-over.ts';
import { settleFamilies } from './families.ts';
import { serviceFamilies } from './networks.ts';
import { allocateNodePorts, NodePortRequest, updateNodePorts } from './node-ports.ts';
import { specOf } from './spec.ts';

/**
 * Gives a new Service everything the API server allocates: families, cluster addresses, node ports. `service` is the
 * caller's own copy and is changed. Throws StatusError; allocation comes before validation, so that only its error is
 * reported (as Kubernetes does since 1.22).
 */
export function allocateForCreate(tx: Transaction, service: Service): void {
  const { name } = service.metadata;
  const spec = specOf(service);
  alignClusterIPs(spec, undefined);
  settleFamilies(name, spec, undefined, serviceFamilies(tx));
  allocateClusterIPs(tx, name, spec);
  allocateNodePorts(spec, new NodePortRequest(tx, name));
}

/** The same for a changed Service; what `previous` holds and `next` does not mention is kept where it makes sense. */
export function allocateForUpdate(tx: Transaction, next: Service, previous: Service): void {
  const { name } = next.metadata;
  const spec = specOf(next);
  const before = specOf(structuredClone(previous));
  keepAllocated(spec, before);
  alignClusterIPs(spec, before);
  settleFamilies(name, spec, before, serviceFamilies(tx));
  updateClusterIPs(tx, name, spec, before);
  updateNodePorts(spec, before, new NodePortRequest(tx, name));
  dropUnneeded(next, { ...previous, spec: before });
}
