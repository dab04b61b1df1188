import type { ProxyMode } from '../cluster/config.ts';
import { readExpectation } from './read-expectation.ts';
import { defined, Reader, type PlaceOf } from './reader.ts';
import type { ClusterOptions, Step, TrafficTest } from './traffic-test.ts';

/**
 * The TrafficTest that a parsed document says. Throws UserError naming file, line and field for anything unknown or of the
 * wrong type: an expectation with a misspelt key would otherwise pass silently.
 */
export function readTrafficTest(document: unknown, file: string, placeOf: PlaceOf): TrafficTest {
  const reader = new Reader(file, placeOf);
  const root = reader.object(document, '', ['apiVersion', 'kind', 'metadata', 'spec']);
  reader.optionalWord(root['apiVersion'], 'apiVersion', [API_VERSION]);
  const metadata = reader.object(root['metadata'] ?? {}, 'metadata');
  const spec = reader.object(root['spec'], 'spec', ['manifests', 'dump', 'cluster', 'proxyModes', 'steps', 'expect']);
  const steps = reader
    .list(spec['steps'] ?? [], 'spec.steps')
    .map((step, i) => readStep(reader, step, `spec.steps[${i}]`));
  if (spec['expect'] !== undefined) steps.push(readExpect(reader, spec['expect'], 'spec.expect'));
  const test: TrafficTest = {
    name: reader.optionalText(metadata['name'], 'metadata.name') ?? file,
    file,
    cluster: readCluster(reader, spec['cluster'] ?? {}),
    proxyModes: reader
      .list(spec['proxyModes'] ?? ['iptables'], 'spec.proxyModes')
      .flatMap((mode, i) => reader.optionalWord(mode, `spec.proxyModes[${i}]`, MODES) ?? []),
    manifests: reader.oneOrMore(spec['manifests'] ?? [], 'spec.manifests'),
    dumps: reader.oneOrMore(spec['dump'] ?? [], 'spec.dump'),
    loadLine: reader.line(spec['dump'] === undefined ? 'spec.manifests' : 'spec.dump'),
    steps,
  };
  if (!steps.some((step) => step.kind === 'expect' && step.expectations.length > 0))
    reader.fail('spec', 'expects nothing: give `expect` or a step with `expect`');
  return test;
}

const API_VERSION = 'kubesim.dev/v1alpha1';
const MODES: readonly ProxyMode[] = ['iptables', 'ipvs', 'nftables', 'userspace'];

function readCluster(reader: Reader, value: unknown): ClusterOptions {
  const path = 'spec.cluster';
  const given = reader.object(value, path, ['nodes', 'kubeVersion', 'podNetwork', 'loadBalancerPool', 'clusterDNS', 'clusterDomain', 'serviceCIDR', 'podCIDR']); // prettier-ignore
  const network = reader.optionalText(given['podNetwork'], `${path}.podNetwork`);
  if (network !== undefined && network !== 'bridge' && network !== 'ptp')
    reader.fail(`${path}.podNetwork`, 'expected bridge or ptp');
  return defined({
    nodes: reader.optionalNumber(given['nodes'], `${path}.nodes`),
    kubeVersion: reader.optionalText(given['kubeVersion'], `${path}.kubeVersion`),
    podNetwork: network as 'bridge' | 'ptp' | undefined,
    loadBalancerPool:
      given['loadBalancerPool'] === undefined
        ? undefined
        : reader.texts(given['loadBalancerPool'], `${path}.loadBalancerPool`),
    clusterDNS: reader.optionalText(given['clusterDNS'], `${path}.clusterDNS`),
    clusterDomain: reader.optionalText(given['clusterDomain'], `${path}.clusterDomain`),
    serviceCIDR: reader.optionalText(given['serviceCIDR'], `${path}.serviceCIDR`),
    podCIDR: reader.optionalText(given['podCIDR'], `${path}.podCIDR`),
  });
}

function readStep(reader: Reader, value: unknown, path: string): Step {
  const step = reader.object(value, path, [
    'apply',
    'delete',
    'ready',
    'unready',
    'terminate',
    'scale',
    'wait',
    'expect',
  ]);
  const kinds = Object.keys(step);
  const kind = kinds[0];
  if (kinds.length !== 1 || kind === undefined)
    return reader.fail(path, `expected exactly one of apply, delete, ready, unready, terminate, scale, wait, expect`);
  const at = `${path}.${kind}`;
  const line = reader.line(at);
  switch (kind) {
    case 'apply':
      return { kind, files: reader.oneOrMore(step[kind], at), line };
    case 'delete':
    case 'ready':
    case 'unready':
    case 'terminate':
      return { kind, target: reader.text(step[kind], at), line };
    case 'scale': {
      const scale = reader.object(step[kind], at, ['target', 'replicas']);
      return {
        kind,
        target: reader.text(scale['target'], `${at}.target`),
        replicas: reader.number(scale['replicas'], `${at}.replicas`),
        line,
      };
    }
    case 'wait':
      return { kind, seconds: readDuration(reader, step[kind], at), line };
    default:
      return readExpect(reader, step[kind], at);
  }
}

/** Seconds of `90`, `90s`, `5m`, `2h`. */
function readDuration(reader: Reader, value: unknown, path: string): number {
  if (typeof value === 'number') return value;
  const found = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(reader.text(value, path));
  if (!found) return reader.fail(path, 'expected a duration like 30s, 5m or 2h');
  return Number(found[1]) * { s: 1, m: 60, h: 3600 }[found[2] as 's' | 'm' | 'h'];
}

function readExpect(reader: Reader, value: unknown, path: string): Step {
  return {
    kind: 'expect',
    expectations: reader.list(value, path).map((item, i) => readExpectation(reader, item, `${path}[${i}]`)),
  };
}
