import type { ResolverSettings } from './file.ts';
import { parseResolvConf } from './file.ts';

/** An event that kubelet records: about the pod or about the node. */
export interface KubeletWarning {
  readonly about: 'pod' | 'node';
  readonly reason: 'DNSConfigForming' | 'MissingClusterDNS' | 'CheckLimitsForResolvConf';
  readonly message: string;
}

export interface SearchLimits {
  readonly paths: number;
  readonly characters: number;
}

const NAMESERVERS = 3;
const PATH_LENGTH = 253;

/** How long a search list may be: 32 paths and 2048 characters since Kubernetes 1.26, 6 and 256 before. */
export function searchLimits(kubeVersion: string): SearchLimits {
  const [, minor = 99] = kubeVersion.split('.').map(Number);
  return minor < 26 ? { paths: 6, characters: 256 } : { paths: 32, characters: 2048 };
}

/** The settings cut to what resolvers bear, and what kubelet says about it (pkg/kubelet/network/dns formDNSConfigFitsLimits). */
export function withinLimits(
  settings: ResolverSettings,
  limits: SearchLimits,
): { settings: ResolverSettings; warnings: KubeletWarning[] } {
  const warnings: KubeletWarning[] = [];
  const warn = (message: string): void => void warnings.push({ about: 'pod', reason: 'DNSConfigForming', message });
  const nameservers = settings.nameservers.slice(0, NAMESERVERS);
  if (nameservers.length < settings.nameservers.length) {
    warn(
      `Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: ${nameservers.join(' ')}`,
    );
  }
  const searches = settings.searches.slice(0, limits.paths).filter((path) => path.length <= PATH_LENGTH);
  while (searches.join(' ').length > limits.characters) searches.pop();
  if (searches.length < settings.searches.length) {
    warn(
      `Search Line limits were exceeded, some search paths have been omitted, the applied search line is: ${searches.join(' ')}`,
    );
  }
  return { settings: { ...settings, nameservers, searches }, warnings };
}

/** What kubelet says about the node's own file, every 30 seconds (CheckLimitsForResolvConf). */
export function nodeFileWarnings(
  text: string,
  clusterDomain: string,
  limits: SearchLimits,
  path = '/etc/resolv.conf',
): KubeletWarning[] {
  const warning = (message: string): KubeletWarning[] => [
    { about: 'node', reason: 'CheckLimitsForResolvConf', message },
  ];
  const { searches, problem } = parseResolvConf(text);
  if (problem !== undefined) return warning(problem);
  const domains = limits.paths - (clusterDomain === '' ? 0 : 3);
  if (searches.length > domains) {
    return warning(`Resolv.conf file '${path}' contains search line consisting of more than ${domains} domains!`);
  }
  if (searches.some((search) => search.length > PATH_LENGTH)) {
    const words = `contains a search path which length is more than allowed ${PATH_LENGTH} chars!`;
    return warning(`Resolv.conf file "${path}" ${words}`);
  }
  if (searches.join(' ').length > limits.characters) {
    const words = `contains search line which length is more than allowed ${limits.characters} chars!`;
    return warning(`Resolv.conf file '${path}' ${words}`);
  }
  return [];
}
