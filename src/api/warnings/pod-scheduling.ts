import { fields, given, items, stringEntries, text, texts, type Fields } from '../go-value.ts';
import { labelValueMessages } from '../names.ts';

const DEPRECATED_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const NO_SELECTOR = 'a null labelSelector results in matching no pod';

/** Deprecated node labels in what chooses a node, and spread constraints that count nothing. */
export function placementWarnings(spec: Fields, path: string): string[] {
  const affinity = fields(fields(spec['affinity'])['nodeAffinity']);
  const at = `${path}.affinity.nodeAffinity`;
  return [
    ...stringEntries(spec['nodeSelector']).flatMap(([key]) => {
      const advice = adviceOn(key);
      return advice === undefined ? [] : [`${path}.nodeSelector[${key}]: ${advice}`];
    }),
    ...items(fields(affinity[REQUIRED])['nodeSelectorTerms']).flatMap((term, i) =>
      termWarnings(fields(term), `${at}.${REQUIRED}.nodeSelectorTerms[${i}]`, false),
    ),
    ...items(affinity[PREFERRED]).flatMap((term, i) =>
      termWarnings(fields(fields(term)['preference']), `${at}.${PREFERRED}[${i}].preference`, true),
    ),
    ...items(spec['topologySpreadConstraints']).flatMap((entry, i) => {
      const { topologyKey, labelSelector } = fields(entry);
      const place = `${path}.topologySpreadConstraints[${i}]`;
      const advice = adviceOn(text(topologyKey));
      return [
        ...(advice === undefined ? [] : [`${place}.topologyKey: ${text(topologyKey)} is ${advice}`]),
        ...(given(labelSelector) ? [] : [`${place}.labelSelector: ${NO_SELECTOR}`]),
      ];
    }),
  ];
}

/** Upstream's GetWarningsForNodeSelectorTerm; required values that are no label values are refused, preferred ones are not. */
function termWarnings(term: Fields, path: string, looksAtValues: boolean): string[] {
  return items(term['matchExpressions']).flatMap((entry, i) => {
    const { key, values } = fields(entry);
    const place = `${path}.matchExpressions[${i}]`;
    const advice = adviceOn(text(key));
    return [
      ...(advice === undefined ? [] : [`${place}.key: ${text(key)} is ${advice}`]),
      ...(looksAtValues ? texts(values) : []).flatMap((value, j) =>
        labelValueMessages(value).map((message) => `${place}.values[${j}]: ${value} is invalid, ${message}`),
      ),
    ];
  });
}

function adviceOn(label: string): string | undefined {
  return Object.hasOwn(DEPRECATED_LABELS, label) ? DEPRECATED_LABELS[label] : undefined;
}

/** Pod affinity terms without a selector. */
export function affinityWarnings(spec: Fields, path: string): string[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap((kind) => {
    const affinity = fields(fields(spec['affinity'])[kind]);
    const at = `${path}.affinity.${kind}`;
    return [
      ...items(affinity[REQUIRED]).flatMap((term, i) => selectorWarning(term, `${at}.${REQUIRED}[${i}]`)),
      ...items(affinity[PREFERRED]).flatMap((term, i) =>
        selectorWarning(fields(term)['podAffinityTerm'], `${at}.${PREFERRED}[${i}].podAffinityTerm`),
      ),
    ];
  });
}

function selectorWarning(term: unknown, path: string): string[] {
  return given(fields(term)['labelSelector']) ? [] : [`${path}.labelSelector: ${NO_SELECTOR}`];
}
