import type { Resource } from '../../../api/resource.ts';
import type { ClusterConfig } from '../../../cluster/config.ts';
import { fullVersion } from '../../../controllers/version.ts';
import { SERVED, verbsOf } from '../../../api/served.ts';
import { absentIn } from '../http/absent-kinds.ts';
import { resourcesOf, SUBRESOURCES } from '../http/route.ts';

/** Group and version of each thing served, the core group first. */
export function groupVersions(): string[] {
  return [...new Set(SERVED.map(({ apiVersion }) => apiVersion))];
}

export function isServed(groupVersion: string): boolean {
  return groupVersions().includes(groupVersion);
}

/** What the answer to GET /version says. */
export function versionDocument(config: ClusterConfig): Record<string, string> {
  const gitVersion = fullVersion(config);
  const [major = '', minor = ''] = config.kubeVersion.split('.');
  const isOld = Number(minor) < 28;
  return {
    major,
    minor,
    ...(isOld
      ? {}
      : {
          emulationMajor: major,
          emulationMinor: minor,
          minCompatibilityMajor: major,
          minCompatibilityMinor: String(Number(minor) - 1),
        }),
    gitVersion,
    gitCommit: '$Format:%H$',
    gitTreeState: '',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: isOld ? 'go1.15.5' : 'go1.26.10',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

/** GET /api without aggregation. */
export function coreVersions(address: string): Record<string, unknown> {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  };
}

/** GET /apis without aggregation. */
export function groupList(): Record<string, unknown> {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(groupOf) };
}

/** GET /apis/GROUP; undefined for a group that is not served. */
export function groupDocument(group: string): Record<string, unknown> | undefined {
  const found = groups().find(([name]) => name === group);
  return found && { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(found) };
}

function groups(): [name: string, version: string][] {
  return groupVersions()
    .filter((groupVersion) => groupVersion.includes('/'))
    .map((groupVersion): [string, string] => groupVersion.split('/') as [string, string]);
}

function groupOf([name, version]: [string, string]): Record<string, unknown> {
  const shown = { groupVersion: `${name}/${version}`, version };
  return { name, versions: [shown], preferredVersion: shown };
}

/** GET /api/v1 and /apis/GROUP/VERSION. */
export function resourceList(groupVersion: string): Record<string, unknown> {
  return {
    kind: 'APIResourceList',
    ...(groupVersion === 'v1' ? {} : { apiVersion: 'v1' }),
    groupVersion,
    resources: kindsOf(groupVersion).flatMap((kind) => listed(kind)),
  };
}

/** One of the kinds that are served under a group and version. */
interface Kind {
  readonly of: Resource;
  readonly subresources: readonly string[];
}

function kindsOf(groupVersion: string): Kind[] {
  const kept = (resourcesOf(groupVersion) ?? []).map((of) => ({ of, subresources: SUBRESOURCES[of.plural] ?? [] }));
  return [...kept, ...absentIn(groupVersion).map((of) => ({ of, subresources: [] }))];
}

function listed({ of, subresources }: Kind): Record<string, unknown>[] {
  const { plural, singular, namespaced, kind } = of;
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs: verbsOf(of),
      ...(of.shortNames.length > 0 ? { shortNames: of.shortNames } : {}),
      ...(of.inAll ? { categories: ['all'] } : {}),
    },
    ...subresources.map((sub) => {
      const { group, version, kind: subKind } = subresourceKind(of, sub);
      return {
        name: `${plural}/${sub}`,
        singularName: '',
        namespaced,
        ...(group === of.group ? {} : { group, version }),
        kind: subKind,
        verbs: subresourceVerbs(sub),
      };
    }),
  ];
}

const CORE = { group: '', version: 'v1' };

function subresourceKind(of: Resource, sub: string): { group: string; version: string; kind: string } {
  switch (sub) {
    case 'scale':
      return { group: 'autoscaling', version: 'v1', kind: 'Scale' };
    case 'eviction':
      return { group: 'policy', version: 'v1', kind: 'Eviction' };
    case 'binding':
      return { ...CORE, kind: 'Binding' };
    case 'attach':
      return { ...CORE, kind: 'PodAttachOptions' };
    case 'exec':
      return { ...CORE, kind: 'PodExecOptions' };
    case 'portforward':
      return { ...CORE, kind: 'PodPortForwardOptions' };
    case 'proxy':
      return { ...CORE, kind: `${of.kind}ProxyOptions` };
    default:
      return { group: of.group, version: of.version, kind: of.kind };
  }
}

const SUBRESOURCE_VERBS: Readonly<Record<string, readonly string[] | undefined>> = {
  attach: ['create', 'get'],
  binding: ['create'],
  eviction: ['create'],
  exec: ['create', 'get'],
  finalize: ['update'],
  log: ['get'],
  portforward: ['create', 'get'],
  proxy: ['create', 'delete', 'get', 'patch', 'update'],
};

function subresourceVerbs(sub: string): readonly string[] {
  return SUBRESOURCE_VERBS[sub] ?? ['get', 'patch', 'update'];
}

/** GET /api and /apis aggregated (apidiscovery.k8s.io). */
export function aggregated(core: boolean, version: string): Record<string, unknown> {
  const wanted = groupVersions().filter((groupVersion) => groupVersion.includes('/') !== core);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: wanted.map((groupVersion) => {
      const [group = '', of = groupVersion] = core ? ['', groupVersion] : groupVersion.split('/');
      return {
        metadata: core ? { creationTimestamp: null } : { name: group, creationTimestamp: null },
        versions: [{ version: of, resources: discovered(group, groupVersion), freshness: 'Current' }],
      };
    }),
  };
}

function discovered(group: string, groupVersion: string): Record<string, unknown>[] {
  const [, version = groupVersion] = groupVersion.split('/');
  return kindsOf(groupVersion).map(({ of, subresources }) => ({
    resource: of.plural,
    responseKind: { group, version, kind: of.kind },
    scope: of.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: of.singular,
    verbs: verbsOf(of),
    ...(of.shortNames.length > 0 ? { shortNames: of.shortNames } : {}),
    ...(of.inAll ? { categories: ['all'] } : {}),
    ...(subresources.length === 0
      ? {}
      : {
          subresources: subresources.map((sub) => ({
            subresource: sub,
            responseKind: subresourceKind(of, sub),
            verbs: subresourceVerbs(sub),
          })),
        }),
  }));
}
