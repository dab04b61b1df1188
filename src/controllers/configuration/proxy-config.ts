import { fields, isFields } from '../../api/go-value.ts';
import type { ClusterConfig, LocalDetection, ProxyConfig, ProxyMode } from '../../cluster/config.ts';
import { parsePrefix } from '../../net/prefix.ts';
import { UserError } from '../../net/user-error.ts';
import { isAtLeast } from '../version.ts';

/** What each release's kube-proxy knows, in the words of its validation. */
const MODES: Readonly<Record<string, readonly ProxyMode[]>> = {
  '1.20': ['iptables', 'ipvs', 'userspace'],
  '1.36': ['iptables', 'ipvs', 'nftables'],
};
const SCHEDULERS = ['rr', 'lc', 'dh', 'sh', 'sed', 'nq', 'wrr', 'wlc', 'lblc', 'lblcr', 'mh', 'fo', 'ovf'];

/**
 * kube-proxy's settings after reading a KubeProxyConfiguration: what it leaves out is the default. Throws UserError for what
 * kube-proxy would refuse to start with.
 */
export function proxyConfigFrom(document: unknown, config: ClusterConfig): ProxyConfig {
  const root = fields(document);
  const iptables = fields(root['iptables']);
  const ipvs = fields(root['ipvs']);
  const mode = modeFrom(root['mode'], config);
  const own = mode === 'nftables' ? fields(root['nftables']) : iptables;
  const scheduler = text(ipvs['scheduler'], 'ipvs.scheduler') || 'rr';
  if (mode === 'ipvs' && !SCHEDULERS.includes(scheduler)) {
    throw refused('ipvs.scheduler', scheduler, `unknown scheduler; IPVS has ${SCHEDULERS.join(', ')}`);
  }
  const clusterCIDR = text(root['clusterCIDR'], 'clusterCIDR');
  for (const cidr of clusterCIDR === '' ? [] : clusterCIDR.split(',')) networkIn(cidr, 'clusterCIDR');
  const excluded = strings(ipvs['excludeCIDRs'], 'ipvs.excludeCIDRs');
  for (const cidr of excluded) networkIn(cidr, 'ipvs.excludeCIDRs');
  const nodePortAddresses = strings(root['nodePortAddresses'], 'nodePortAddresses');
  for (const cidr of nodePortAddresses) if (cidr !== 'primary') networkIn(cidr, 'nodePortAddresses');
  const detectLocal = localDetection(root, config);
  return {
    mode,
    clusterCIDR,
    ...(detectLocal && { detectLocal }),
    masqueradeAll: flag(own['masqueradeAll'], 'masqueradeAll', false),
    masqueradeBit: bit(own['masqueradeBit']),
    localhostNodePorts: flag(iptables['localhostNodePorts'], 'iptables.localhostNodePorts', true),
    nodePortAddresses,
    ipvsScheduler: scheduler,
    ipvsExcludeCIDRs: excluded,
    ipvsStrictARP: flag(ipvs['strictARP'], 'ipvs.strictARP', false),
  };
}

/** How pod traffic is told; undefined: by clusterCIDR. Interfaces can be told apart since 1.24. */
function localDetection(root: Readonly<Record<string, unknown>>, config: ClusterConfig): LocalDetection | undefined {
  const mode = text(root['detectLocalMode'], 'detectLocalMode');
  const detect = fields(root['detectLocal']);
  if (mode === '' || mode === 'ClusterCIDR') return undefined;
  if (mode === 'NodeCIDR') return { mode };
  const isKnown = isAtLeast(config, 24) && (mode === 'BridgeInterface' || mode === 'InterfaceNamePrefix');
  if (!isKnown) {
    const known = ['ClusterCIDR', 'NodeCIDR', ...(isAtLeast(config, 24) ? ['BridgeInterface', 'InterfaceNamePrefix'] : [])]; // prettier-ignore
    throw refused('DetectLocalMode', mode, `must be ${known.join(', ')} or blank`);
  }
  const field = mode === 'BridgeInterface' ? 'bridgeInterface' : 'interfaceNamePrefix';
  const name = text(detect[field], `detectLocal.${field}`);
  if (name === '' || name.length > LONGEST_INTERFACE)
    throw refused(`detectLocal.${field}`, name, `must have 1 to ${LONGEST_INTERFACE} characters`);
  return { mode, name };
}

/** Linux: IFNAMSIZ less the end. */
const LONGEST_INTERFACE = 15;

/** Throws UserError unless the release's kube-proxy has this mode; '' is its default. */
export function modeFrom(value: unknown, { kubeVersion }: Pick<ClusterConfig, 'kubeVersion'>): ProxyMode {
  const mode = text(value, 'mode') || 'iptables';
  const known = MODES[kubeVersion] ?? MODES['1.36'] ?? [];
  const found = known.find((one) => one === mode);
  if (found) return found;
  const words = `must be ${known.join(', ')} or blank (blank means the best-available proxy [currently iptables])`;
  throw refused('Mode', mode, words);
}

function refused(field: string, value: unknown, problem: string): UserError {
  return new UserError(
    `kube-proxy would not start with this configuration: KubeProxyConfiguration.${field}: Invalid value: ${JSON.stringify(value)}: ${problem}`,
    1,
  );
}

function text(value: unknown, field: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw refused(field, value, 'must be a string');
}

function strings(value: unknown, field: string): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw refused(field, value, 'must be a list of strings');
}

function flag(value: unknown, field: string, otherwise: boolean): boolean {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === 'boolean') return value;
  throw refused(field, value, 'must be true or false');
}

function bit(value: unknown): number {
  if (value === undefined || value === null) return 14;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 31) return value;
  throw refused('IPTables.MasqueradeBit', value, 'must be within the range [0, 31]');
}

function networkIn(cidr: string, field: string): void {
  if (!parsePrefix(cidr))
    throw refused(field, cidr, 'must be a valid CIDR block (e.g. 10.100.0.0/16 or fde4:8dba:82e1::/48)');
}

/** Whether a document is a KubeProxyConfiguration. */
export function isProxyConfiguration(document: unknown): boolean {
  return isFields(document) && document['kind'] === 'KubeProxyConfiguration';
}
