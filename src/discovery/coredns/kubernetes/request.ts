import { labelsOf } from '../../message/name.ts';

/** What a name below the zone asks for (CoreDNS plugin/kubernetes/parse.go). Missing parts are ''. */
export interface NameRequest {
  readonly kind: 'apex' | 'svc' | 'pod';
  readonly namespace: string;
  /** For pods: the dashed address. */
  readonly service: string;
  readonly endpoint: string;
  readonly port: string;
  readonly protocol: string;
}

const APEX: NameRequest = { kind: 'apex', namespace: '', service: '', endpoint: '', port: '', protocol: '' };

/** The parts of `name`, which lies in `zone`; undefined for a name that no Kubernetes zone can have. */
export function parseName(name: string, zone: string): NameRequest | undefined {
  const labels = labelsOf(name.slice(0, name.length - zone.length));
  const kind = labels.pop()?.toLowerCase();
  if (kind === undefined) return APEX;
  if (kind !== 'svc' && kind !== 'pod') return undefined;
  if (labels.length === 0) return APEX;
  const namespace = labels.pop() ?? '';
  const service = labels.pop() ?? '';
  const base = { ...APEX, kind, namespace, service } as const;
  if (labels.length === 0) return base;
  if (labels.length === 1) return { ...base, endpoint: labels[0] ?? '' };
  if (labels.length > 2) return undefined;
  return { ...base, port: withoutUnderscore(labels[0] ?? ''), protocol: withoutUnderscore(labels[1] ?? '') };
}

function withoutUnderscore(label: string): string {
  return label.startsWith('_') ? label.slice(1) : label;
}
