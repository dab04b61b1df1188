import { forbidden, invalid, invalidEach, required, type FieldError } from '../field-error.ts';
import { fields, given, items, number, sameJson, text, type Fields } from '../go-value.ts';
import { rangeMessages } from '../names.ts';
import { validateMetaUpdate } from '../validate-meta.ts';
import { internalSpecDiff } from './internal-spec.ts';
import { validatePodAnnotations } from './validate-annotations.ts';
import { validateImageSpaces } from './validate-container.ts';
import { validateTolerations } from './validate-scheduling.ts';
import { validatePodMetaAndSpec } from './validate.ts';

const MOST_INT32 = 2_147_483_647;
const MIRROR = 'kubernetes.io/config.mirror';
const APPARMOR_CONTAINER = 'container.apparmor.security.beta.kubernetes.io/';
const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** What is wrong with changing `previous` into `next`: upstream's ValidatePodUpdate. */
export function validatePodUpdate(next: Fields, previous: Fields): FieldError[] {
  const spec = fields(next['spec']);
  const before = fields(previous['spec']);
  const errors = [
    ...validateMetaUpdate(next['metadata'], previous['metadata']),
    ...validatePodMetaAndSpec(next),
    ...validateAnnotationChanges(next, previous, spec),
  ];
  for (const list of ['containers', 'initContainers']) {
    const now = items(spec[list]);
    if (now.length !== items(before[list]).length) {
      return [...errors, forbidden(`spec.${list}`, 'pod updates may not add or remove containers')];
    }
    errors.push(
      ...now.flatMap((container, i) =>
        text(fields(container)['image']) === '' ? [required(`spec.${list}[${i}].image`)] : [],
      ),
      ...validateImageSpaces(now, `spec.${list}`),
    );
  }
  const deadline = validateDeadlineChange(spec, before);
  errors.push(...deadline.errors);
  if (deadline.isFinal) return errors;
  errors.push(...validateTolerationChange(items(spec['tolerations']), items(before['tolerations'])));
  errors.push(...validateGateChange(items(spec['schedulingGates']), items(before['schedulingGates'])));
  if (sameJson(spec, before)) return errors;
  return [...errors, ...validateRest(spec, before)];
}

function validateAnnotationChanges(next: Fields, previous: Fields, spec: Fields): FieldError[] {
  const now = fields(fields(next['metadata'])['annotations']);
  const before = fields(fields(previous['metadata'])['annotations']);
  const path = 'metadata.annotations';
  const errors: FieldError[] = [];
  for (const key of new Set([...Object.keys(before).sort(), ...Object.keys(now).sort()])) {
    if (now[key] === before[key]) continue;
    const change = Object.hasOwn(before, key) ? 'remove or update' : 'add';
    if (key.startsWith(APPARMOR_CONTAINER)) {
      errors.push(forbidden(`${path}[${key}]`, `may not ${change} AppArmor annotations`));
    }
    if (key === MIRROR) errors.push(forbidden(`${path}[${key}]`, `may not ${change} mirror pod annotation`));
  }
  return [...errors, ...validatePodAnnotations(now, spec, path)];
}

/** The deadline may be set once and then only come nearer. */
function validateDeadlineChange(spec: Fields, before: Fields): { errors: FieldError[]; isFinal: boolean } {
  const path = 'spec.activeDeadlineSeconds';
  const old = before['activeDeadlineSeconds'];
  if (!given(spec['activeDeadlineSeconds'])) {
    if (!given(old)) return { errors: [], isFinal: false };
    const detail = 'must not update from a positive integer to nil value';
    return { errors: [invalid(path, null, detail)], isFinal: false };
  }
  const seconds = number(spec['activeDeadlineSeconds']);
  const range = rangeMessages(seconds, 0, MOST_INT32);
  if (range.length > 0) return { errors: invalidEach(path, seconds, range), isFinal: true };
  if (!given(old) || number(old) >= seconds) return { errors: [], isFinal: false };
  return { errors: [invalid(path, seconds, 'must be less than or equal to previous value')], isFinal: true };
}

function validateTolerationChange(now: readonly unknown[], old: readonly unknown[]): FieldError[] {
  const path = 'spec.tolerations';
  const withoutSeconds = (toleration: unknown): Fields => ({ ...fields(toleration), tolerationSeconds: undefined });
  const isKept = old.every((toleration) =>
    now.some((other) => sameJson(withoutSeconds(toleration), withoutSeconds(other))),
  );
  if (isKept) return validateTolerations(now, path);
  return [forbidden(path, 'existing toleration can not be modified except its tolerationSeconds')];
}

function validateGateChange(now: readonly unknown[], old: readonly unknown[]): FieldError[] {
  const known = new Set(old.map((gate) => text(fields(gate)['name'])));
  return now.flatMap((gate, i) => {
    const name = text(fields(gate)['name']);
    if (known.has(name)) return [];
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [forbidden(`spec.schedulingGates[${i}].name`, detail)];
  });
}

/** Everything else of a spec is fixed; a gated pod may still be steered to other nodes. */
function validateRest(spec: Fields, before: Fields): FieldError[] {
  const isGated = items(before['schedulingGates']).length > 0;
  const errors: FieldError[] = [];
  const munged: Record<string, unknown> = {
    ...spec,
    containers: withOldImages(spec['containers'], before['containers']),
    initContainers: withOldImages(spec['initContainers'], before['initContainers']),
    activeDeadlineSeconds: before['activeDeadlineSeconds'],
    schedulingGates: before['schedulingGates'],
    tolerations: before['tolerations'],
  };
  const wasNegative = number(before['terminationGracePeriodSeconds']) < 0;
  if (wasNegative && spec['terminationGracePeriodSeconds'] === 1) {
    munged['terminationGracePeriodSeconds'] = before['terminationGracePeriodSeconds'];
  }
  if (isGated) {
    errors.push(...validateNodeSelectorChange(fields(spec['nodeSelector']), fields(before['nodeSelector'])));
    munged['nodeSelector'] = before['nodeSelector'];
    munged['affinity'] = withOldNodeAffinity(spec['affinity'], before['affinity']);
  }
  if (sameJson(munged, before)) return errors;
  const diff = internalSpecDiff(before, munged);
  return [...errors, forbidden('spec', `pod updates may not change fields other than ${UPDATABLE}\n${diff}`)];
}

function withOldImages(now: unknown, old: unknown): unknown {
  if (!Array.isArray(now)) return now;
  return now.map((container, i) => ({ ...fields(container), image: fields(items(old)[i])['image'] }));
}

function validateNodeSelectorChange(now: Fields, old: Fields): FieldError[] {
  if (Object.entries(old).every(([key, value]) => now[key] === value)) return [];
  const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  return [invalid('spec.nodeSelector', { ...now }, detail)];
}

function withOldNodeAffinity(now: unknown, old: unknown): unknown {
  const nodeAffinity = fields(old)['nodeAffinity'];
  if (!given(now)) return given(nodeAffinity) ? { nodeAffinity } : now;
  const { podAffinity, podAntiAffinity } = fields(now);
  if (!given(old) && !given(podAffinity) && !given(podAntiAffinity)) return old;
  return { ...fields(now), nodeAffinity };
}
