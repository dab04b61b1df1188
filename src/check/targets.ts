import type { Pod } from '../api/pod/type.ts';
import { matchesSelector } from '../controllers/selector.ts';
import type { Deployment } from '../api/deployment/type.ts';
import type { ObjectSpace } from '../cluster/list.ts';
import { UserError } from '../net/user-error.ts';

/** `kind/name[.namespace]` as tests write it. */
export interface Target {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

const KINDS: Readonly<Record<string, string>> = {
  pod: 'pods',
  po: 'pods',
  deployment: 'deployments',
  deploy: 'deployments',
  service: 'services',
  svc: 'services',
  node: 'nodes',
  endpointslice: 'endpointslices',
  networkpolicy: 'networkpolicies',
  netpol: 'networkpolicies',
  configmap: 'configmaps',
  cm: 'configmaps',
  namespace: 'namespaces',
  ns: 'namespaces',
  replicaset: 'replicasets',
  rs: 'replicasets',
};

/** The target that `text` names; its kind as the plural of the resource. Throws UserError for anything else. */
export function parseTarget(text: string, defaultNamespace = 'default'): Target {
  const found = /^([a-z]+)\/([^./\s]+)(?:\.([^./\s]+))?$/.exec(text);
  const kind = KINDS[found?.[1] ?? ''];
  if (!found || !kind) throw new UserError(`${JSON.stringify(text)}: expected KIND/NAME or KIND/NAME.NAMESPACE, such as pod/client or deployment/web.shop`); // prettier-ignore
  return { kind, name: found[2] ?? '', namespace: found[3] ?? defaultNamespace };
}

/** The pods a target stands for: the pod itself, or a Deployment's living pods by name. Throws UserError where there is none. */
export function podsOf(space: ObjectSpace, text: string, defaultNamespace?: string): Pod[] {
  const { kind, namespace, name } = parseTarget(text, defaultNamespace);
  if (kind === 'pods') {
    const pod = space.all('pods').get(`${namespace}/${name}`);
    if (pod) return [pod as Pod];
  } else if (kind === 'deployments') {
    const deployment = space.all('deployments').get(`${namespace}/${name}`) as Deployment | undefined;
    const pods = deployment ? podsMatching(space, namespace, deployment) : [];
    if (pods.length > 0) return pods;
  } else throw new UserError(`${text}: expected a pod or a deployment`);
  const what = kind === 'pods' ? 'no such pod' : 'no such deployment, or it has no pods,';
  throw new UserError(`${text}: there is ${what} in namespace ${namespace}`, 2, elsewhere(space, kind, name));
}

/** Where else something of that name is. */
function elsewhere(space: ObjectSpace, kind: string, name: string): string | undefined {
  const [found] = [...space.all(kind).keys()].filter((key) => key.endsWith(`/${name}`));
  return found === undefined ? undefined : `there is one in namespace ${found.split('/')[0]}: write ${name}.${found.split('/')[0]}`; // prettier-ignore
}

function podsMatching(space: ObjectSpace, namespace: string, deployment: Deployment): Pod[] {
  return ([...space.all('pods').values()] as Pod[])
    .filter(({ metadata }) => metadata.namespace === namespace && metadata.deletionTimestamp === undefined)
    .filter(({ metadata }) => matchesSelector(deployment.spec.selector, metadata.labels))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** The pods of `[namespace/]label=value[,label=value]`, as tests name backends. */
export function podsWithLabels(space: ObjectSpace, text: string, defaultNamespace: string): Pod[] {
  const slash = text.indexOf('/');
  const [namespace, labels] = slash < 0 ? [defaultNamespace, text] : [text.slice(0, slash), text.slice(slash + 1)];
  const matchLabels = Object.fromEntries(labels.split(',').map((pair) => pair.split('=', 2) as [string, string]));
  return ([...space.all('pods').values()] as Pod[]).filter(
    ({ metadata }) => metadata.namespace === namespace && matchesSelector({ matchLabels }, metadata.labels),
  );
}
