import type { KubeObject } from '../../api/meta.ts';
import type { Service } from '../../api/service/type.ts';
import { derived } from '../../cluster/derived.ts';
import { parseAddress } from '../../net/address.ts';

export interface ViewPort {
  readonly name: string;
  readonly protocol: string;
  /** -1: the object declares no port (CoreDNS's sentinel); such an entry has addresses, yet no SRV record. */
  readonly port: number;
}

/** A Service as CoreDNS keeps it (plugin/kubernetes/object/service.go). */
export interface ServiceView {
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'cluster' | 'headless' | 'external';
  /** Canonical text, primary family first; empty for the other kinds and while none is allocated. */
  readonly clusterIPs: readonly string[];
  readonly ports: readonly ViewPort[];
  readonly externalName: string;
}

const NO_PORT: readonly ViewPort[] = [{ name: '', protocol: '', port: -1 }];

/** What DNS knows of a Service. Tolerates objects that no API server has checked. */
export const serviceView: (object: KubeObject) => ServiceView = derived((object: KubeObject) => {
  const spec = ((object as Service).spec as Service['spec'] | undefined) ?? {};
  const listed =
    Array.isArray(spec.clusterIPs) && spec.clusterIPs.length > 0 ? spec.clusterIPs : [spec.clusterIP ?? ''];
  const kind = spec.type === 'ExternalName' ? 'external' : listed[0] === 'None' ? 'headless' : 'cluster';
  const ports = Array.isArray(spec.ports) ? spec.ports : [];
  return {
    namespace: object.metadata.namespace ?? 'default',
    name: object.metadata.name,
    kind,
    clusterIPs: kind === 'cluster' ? listed.flatMap((text) => parseAddress(String(text))?.text ?? []) : [],
    ports:
      ports.length === 0
        ? NO_PORT
        : ports.map((port) => ({ name: port.name ?? '', protocol: port.protocol ?? 'TCP', port: Number(port.port) })),
    externalName: String(spec.externalName ?? ''),
  };
});
