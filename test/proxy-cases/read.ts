import type { Endpoint } from '../../src/api/endpoint-slice/type.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import type { Service, ServicePort } from '../../src/api/service/type.ts';
import type { ProxyConfig } from '../../src/cluster/config.ts';
import { parseAddress } from '../../src/net/address.ts';

/**
 * The language of the situations in *.cases (see README.md beside this file): a cluster in a few lines, and flows with the
 * answer that every proxy mode must give, or the reason why one gives another.
 */

export const MODES = ['iptables', 'nftables', 'ipvs', 'iptables-1.20'] as const;
export type Mode = (typeof MODES)[number];

export interface Flow {
  readonly line: number;
  readonly from: 'pod' | 'node' | 'localhost' | 'external';
  /** Absent for node and localhost: the node's own address for the destination. */
  readonly source: string | undefined;
  readonly destination: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly answer: string;
  readonly exceptions: Partial<Record<Mode, { readonly answer: string; readonly reason: string }>>;
}

export interface Case {
  readonly title: string;
  readonly objects: readonly KubeObject[];
  readonly proxy: Partial<ProxyConfig>;
  readonly flows: readonly Flow[];
  /** Modes for which the situation does not exist, and why. */
  readonly without: Partial<Record<Mode, string>>;
}

const ENDPOINT_STATES = {
  ready: { ready: true, serving: true, terminating: false },
  terminating: { ready: false, serving: true, terminating: true },
  stopping: { ready: false, serving: false, terminating: true },
  unready: { ready: false, serving: false, terminating: false },
};

interface OpenCase {
  readonly title: string;
  readonly objects: KubeObject[];
  proxy: Partial<ProxyConfig>;
  readonly flows: Flow[];
  readonly without: Partial<Record<Mode, string>>;
  service: Service | undefined;
}

/** The cases of a file's text. Throws with the line's number where one cannot be read. */
export function readCases(text: string): Case[] {
  const cases: OpenCase[] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    if (line === '') continue;
    try {
      if (line.startsWith('case ')) cases.push(openCase(line.slice(5)));
      else {
        const open = cases.at(-1);
        if (!open) throw new Error('a file begins with a case');
        readLine(open, line, i + 1);
      }
    } catch (problem) {
      throw new Error(`line ${i + 1}: ${(problem as Error).message}: ${line}`, { cause: problem });
    }
  }
  return cases;
}

function openCase(title: string): OpenCase {
  const objects = [
    nodeObject('here', '192.168.0.2', '2001:db8::1', 'a'),
    nodeObject('there', '192.168.1.2', '2001:db8:1::2', 'b'),
  ];
  return { title, objects, proxy: {}, flows: [], without: {}, service: undefined };
}

function nodeObject(name: string, v4: string, v6: string, zone: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'topology.kubernetes.io/zone': zone } },
    spec: {},
    status: { addresses: [v4, v6].map((address) => ({ type: 'InternalIP', address })) },
  };
}

function readLine(open: OpenCase, line: string, number: number): void {
  const [word = '', ...rest] = line.split(/\s+/);
  if (word === 'set') return readSetting(open, rest);
  if (word === 'without') return readWithout(open, line);
  if (word === 'service') return openService(open, rest);
  if (word === 'flow') return void open.flows.push(readFlow(line, number));
  if (word === 'except') return readException(open, line);
  if (!open.service) throw new Error('no service yet');
  readServiceLine(open, open.service, word, rest);
}

/** `set masqueradeAll`, `set clusterCIDR none`, `set localhostNodePorts off`, `set nodePortAddresses CIDR...` */
function readSetting(open: OpenCase, [name, ...values]: readonly string[]): void {
  if (name === 'masqueradeAll') open.proxy = { ...open.proxy, masqueradeAll: true };
  else if (name === 'localhostNodePorts') open.proxy = { ...open.proxy, localhostNodePorts: values[0] !== 'off' };
  else if (name === 'nodePortAddresses') open.proxy = { ...open.proxy, nodePortAddresses: values };
  else if (name === 'clusterCIDR')
    open.proxy = { ...open.proxy, clusterCIDR: values[0] === 'none' ? '' : (values[0] ?? '') };
  else throw new Error(`no setting ${name}`);
}

/** `without MODE, MODE: reason` */
function readWithout(open: OpenCase, line: string): void {
  const [, modes = '', reason = ''] = /^without (.*?): (.+)$/.exec(line) ?? [];
  for (const mode of modesIn(modes)) open.without[mode] = reason;
}

/** `service NAMESPACE/NAME CLUSTER-IP` */
function openService(open: OpenCase, [key = '', clusterIP = '']: readonly string[]): void {
  const [namespace = '', name = ''] = key.split('/');
  open.service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { type: 'ClusterIP', clusterIP, ports: [] },
    status: { loadBalancer: { ingress: [] } },
  };
  open.objects.push(open.service);
}

function readServiceLine(open: OpenCase, service: Service, word: string, values: readonly string[]): void {
  const { spec } = service;
  const atLeast = (type: 'NodePort' | 'LoadBalancer'): void => {
    if (spec.type !== 'LoadBalancer') spec.type = type;
  };
  switch (word) {
    case 'port': {
      const port = readPort(values);
      if (port.nodePort) atLeast('NodePort');
      return void (spec.ports ??= []).push(port);
    }
    case 'load-balancer':
      atLeast('LoadBalancer');
      for (const text of values) {
        const [ip = '', ipMode] = text.split('@');
        service.status?.loadBalancer?.ingress?.push({ ip, ...(ipMode ? { ipMode: ipMode as 'VIP' } : {}) });
      }
      return;
    case 'source-ranges':
      spec.loadBalancerSourceRanges = [...values];
      return;
    case 'external-ip':
      spec.externalIPs = [...values];
      return;
    case 'external-policy':
      spec.externalTrafficPolicy = values[0] as 'Local';
      return;
    case 'internal-policy':
      spec.internalTrafficPolicy = values[0] as 'Local';
      return;
    case 'health-check':
      spec.healthCheckNodePort = Number(values[0]);
      return;
    case 'affinity':
      spec.sessionAffinity = 'ClientIP';
      spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: Number(values[0]) } };
      return;
    case 'endpoint':
      return void open.objects.push(endpointSlice(service, values, open.objects.length));
    default:
      throw new Error(`no word ${word}`);
  }
}

/** `port NAME 80/tcp [node 30080]`; NAME `-` for none. */
function readPort([name = '', spec = '', word, nodePort]: readonly string[]): ServicePort {
  const [port, protocol = 'tcp'] = spec.split('/');
  return {
    ...(name === '-' ? {} : { name }),
    port: Number(port),
    protocol: protocol.toUpperCase() as 'TCP',
    ...(word === 'node' ? { nodePort: Number(nodePort) } : {}),
  };
}

/** `endpoint PORT-NAME ADDRESS PORT here|there|nowhere [ready|terminating|stopping|unready] [zone=a,b] [node=here]` */
function endpointSlice(service: Service, values: readonly string[], index: number): KubeObject {
  const [portName = '', address = '', port = '', where = '', ...more] = values;
  const state = (more.find((word) => Object.hasOwn(ENDPOINT_STATES, word)) ?? 'ready') as keyof typeof ENDPOINT_STATES;
  const hinted = (key: string): { name: string }[] | undefined =>
    more.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1).split(',').map((name) => ({ name })); // prettier-ignore
  const [forZones, forNodes] = [hinted('zone'), hinted('node')];
  const endpoint: Endpoint = {
    addresses: [address],
    conditions: ENDPOINT_STATES[state],
    ...(where === 'nowhere' ? {} : { nodeName: where }),
    ...(forZones || forNodes
      ? { hints: { ...(forZones ? { forZones } : {}), ...(forNodes ? { forNodes } : {}) } }
      : {}),
  };
  const { name, namespace } = service.metadata;
  const protocol = service.spec.ports?.find((one) => (one.name ?? '-') === portName)?.protocol ?? 'TCP';
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-${index}`, namespace: namespace ?? '', labels: { 'kubernetes.io/service-name': name } },
    addressType: address.includes(':') ? 'IPv6' : 'IPv4',
    ports: [{ name: portName === '-' ? '' : portName, port: Number(port), protocol }],
    endpoints: [endpoint],
  };
}

const FLOW = /^flow (pod|node|localhost|external)(?: (\S+))? -> (\S+?) (\d+)\/(tcp|udp|sctp) => (.+)$/;

/** `flow pod 10.0.0.2 -> 172.30.0.41 80/tcp => 10.180.0.1:80, 10.180.0.2:80 masq` */
function readFlow(line: string, number: number): Flow {
  const [, from, source, destination = '', port, protocol, answer = ''] = FLOW.exec(line) ?? [];
  if (!from || !parseAddress(destination)) throw new Error('not a flow');
  return {
    line: number,
    from: from as Flow['from'],
    source,
    destination,
    port: Number(port),
    protocol: protocol as 'tcp',
    answer: settled(answer),
    exceptions: {},
  };
}

/** `except MODE, MODE: ANSWER because REASON`, of the flow before it. */
function readException(open: OpenCase, line: string): void {
  const [, modes = '', answer = '', reason = ''] = /^except (.*?): (.+?) because (.+)$/.exec(line) ?? [];
  const flow = open.flows.at(-1);
  if (!flow || reason === '') throw new Error('not an exception of a flow');
  for (const mode of modesIn(modes)) flow.exceptions[mode] = { answer: settled(answer), reason };
}

function modesIn(text: string): Mode[] {
  return text.split(/,\s*/).map((name) => {
    const mode = MODES.find((one) => one === name);
    if (!mode) throw new Error(`no mode ${name}`);
    return mode;
  });
}

/** Backends sorted; `all masq` spelled out. */
function settled(answer: string): string {
  const all = answer.endsWith(' all masq');
  const parts = (all ? answer.slice(0, -' all masq'.length) : answer).split(/,\s*/).map((part) => part.trim());
  return parts.map((part) => (all ? `${part} masq` : part)).sort().join(', '); // prettier-ignore
}
