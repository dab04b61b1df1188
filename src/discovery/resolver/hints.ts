import type { Cluster } from '../../cluster/cluster.ts';
import { parseAddress } from '../../net/address.ts';
import { labelsOf, withoutDot } from '../message/name.ts';
import { findEndpoints, findService, namespaceExists } from '../zone/lookup.ts';
import type { ServiceView } from '../zone/service-view.ts';
import type { Asker } from './asker.ts';
import { isReply, type Exchange } from './client.ts';
import { dnsServiceAddresses, isDnsAddress } from './reach.ts';
import { serviceView } from '../zone/service-view.ts';

/** Why a look-up went wrong and what to do, in sentences for a person; none where it went well. */
export function lookupHints(cluster: Cluster, asker: Asker, name: string, exchanges: readonly Exchange[]): string[] {
  const last = exchanges.at(-1);
  if (!last) return [];
  if (exchanges.some(({ result }) => isReply(result) && result.rcode === 'NOERROR' && result.answers.length > 0)) {
    // An alias was found, and where it leads to nobody is asked.
    const isLost = isReply(last.result) && last.result.rcode === 'SERVFAIL';
    return isLost ? outsideHint(withoutDot(last.question.name)) : [];
  }
  if (!isReply(last.result)) return silence(cluster, last.server);
  if (last.result.outside && asker.kind === 'node' && !isDnsAddress(cluster, last.server)) {
    return askedTheNode(cluster, asker, asker.node, last.server, name);
  }
  const bare = askedBare(cluster, asker, name, exchanges);
  if (bare.length > 0) return bare;
  const inside = insideHints(cluster, asker, name);
  if (inside.length > 0) return inside;
  const { outside } =
    exchanges
      .map(({ result }) => result)
      .filter(isReply)
      .findLast((reply) => reply.outside) ?? {};
  return outside || last.result.rcode === 'SERVFAIL' ? outsideHint(name) : [];
}

function outsideHint(name: string): string[] {
  return [
    `${name} is no name of this cluster, and kubesim asks nobody outside it. ` +
      'Entries of the hosts plug-in in ConfigMap kube-system/coredns can stand for the world.',
  ];
}

/** dig without +search, and busybox with a dot in the name, leave the search list out. */
function askedBare(cluster: Cluster, asker: Asker, name: string, exchanges: readonly Exchange[]): string[] {
  const asked = new Set(exchanges.map(({ question }) => question.name.toLowerCase()));
  if (name.endsWith('.') || asked.size !== 1 || !asked.has(`${name.toLowerCase()}.`)) return [];
  const full = fullName(cluster, asker, name);
  return full === undefined ? [] : [`${name} was asked as it is, without the search list: ask for ${full}`];
}

/** The whole name of the Service that `name` means where there is a search list; undefined where there is none. */
function fullName(cluster: Cluster, asker: Asker, name: string): string | undefined {
  const [service = '', namespace = ownNamespace(asker), ...rest] = labelsOf(name);
  const isShort = rest.length === 0 || (rest.length === 1 && rest[0]?.toLowerCase() === 'svc');
  if (!isShort || !findService(cluster, namespace, service)) return undefined;
  return `${service}.${namespace}.svc.${cluster.config.clusterDomain}`;
}

function ownNamespace(asker: Asker): string {
  return asker.kind === 'pod' ? (asker.pod.metadata.namespace ?? 'default') : 'default';
}

function askedTheNode(cluster: Cluster, asker: Asker, node: string, server: string, name: string): string[] {
  const [dns = 'the cluster DNS'] = cluster.config.clusterDNS;
  return [
    `node ${node} asks ${server}, which knows nothing of ${cluster.config.clusterDomain}: only pods are given ${dns}. ` +
      `Ask from a pod (--from pod/NAME), or ask the cluster's server: nslookup ${fullName(cluster, asker, name) ?? name} ${dns}`,
  ];
}

function silence(cluster: Cluster, server: string): string[] {
  const services = [...cluster.all('services').values()].map(serviceView);
  const behind = services.find((service) => service.clusterIPs.includes(server));
  if (!behind) {
    const right = [...dnsServiceAddresses(cluster)].find((address) =>
      services.some((one) => one.clusterIPs.includes(address)),
    );
    return [
      right === undefined
        ? `no Service has the cluster DNS address ${server}: there is no kube-dns here (dumps often lack kube-system). --assume-dns answers as if there were.`
        : `nobody answers DNS at ${server}; Service kube-dns is at ${right}. Look at clusterDNS in the KubeletConfiguration.`,
    ];
  }
  const where = `${behind.namespace}/${behind.name}`;
  const ready = findEndpoints(cluster, behind.namespace, behind.name).flatMap((set) => set.addresses);
  if (ready.length === 0) {
    return [
      `Service ${where} (${server}) has no ready endpoints. Look at: kubesim get endpointslices,pods -n ${behind.namespace}. ` +
        '--assume-dns answers as if it had.',
    ];
  }
  return [`Service ${where} has endpoints, but the packet does not come back. See why: kubesim trace udp ${server} 53`];
}

/** Hints about a name that could be a Service's. */
function insideHints(cluster: Cluster, asker: Asker, name: string): string[] {
  const labels = labelsOf(name.replace(/\.$/, ''));
  const [service = '', namespace] = labels;
  const asked = namespace ?? ownNamespace(asker);
  const found = findService(cluster, asked, service);
  if (found) return foundHints(cluster, found, name, asked);
  const elsewhere = [...cluster.all('services').values()]
    .map(serviceView)
    .filter((one) => one.name === service.toLowerCase() && one.namespace !== asked);
  const [other] = elsewhere;
  if (other && labels.length <= 3) {
    return [
      `Service ${service} is in namespace ${elsewhere.map((one) => one.namespace).join(', ')}: ask for ${service}.${other.namespace}`,
    ];
  }
  if (namespace !== undefined && labels.length <= 2 && !namespaceExists(cluster, namespace)) return [];
  if (labels.length === 1 || (labels.length === 2 && namespaceExists(cluster, asked))) {
    return [`there is no Service ${service} in namespace ${asked}`];
  }
  return [];
}

function foundHints(cluster: Cluster, service: ServiceView, name: string, namespace: string): string[] {
  const { clusterDomain } = cluster.config;
  if (name.endsWith('.') && !name.toLowerCase().endsWith(`.${clusterDomain}.`)) {
    return [
      `the final dot keeps the search list away: ask for ${name.slice(0, -1)}, or ${service.name}.${namespace}.svc.${clusterDomain}.`,
    ];
  }
  if (service.kind === 'external' && parseAddress(service.externalName)) {
    return [
      `Service ${namespace}/${service.name} is an alias of ${service.externalName}, which is an address and no name: DNS has no answer for it. ` +
        'Look at spec.externalName: for an address there are Services without selector, with an EndpointSlice that holds it',
    ];
  }
  if (service.kind === 'headless') {
    const ready = findEndpoints(cluster, namespace, service.name).some((set) => set.addresses.length > 0);
    if (!ready)
      return [
        `Service ${namespace}/${service.name} is headless and has no ready endpoints: its name does not exist until it has`,
      ];
  }
  return [];
}
