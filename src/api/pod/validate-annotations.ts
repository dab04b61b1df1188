import { forbidden, invalid, type FieldError } from '../field-error.ts';
import { fields, given, stringEntries, text, type Fields } from '../go-value.ts';
import { validateDescendingPath } from './validate-paths.ts';
import { containersWithPaths } from './validate-windows.ts';

const MIRROR = 'kubernetes.io/config.mirror';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APPARMOR_CONTAINER = 'container.apparmor.security.beta.kubernetes.io/';
const LOCALHOST = 'localhost/';

/** Annotations that mean something to a pod: upstream's ValidatePodSpecificAnnotations. */
export function validatePodAnnotations(annotations: unknown, spec: Fields, path: string): FieldError[] {
  const entries = stringEntries(annotations);
  const values = new Map(entries);
  const errors: FieldError[] = [];
  const mirror = values.get(MIRROR);
  if (mirror !== undefined && text(spec['nodeName']) === '') {
    const detail = 'must set spec.nodeName if mirror pod annotation is set';
    errors.push(invalid(`${path}[${MIRROR}]`, mirror, detail));
  }
  const cost = values.get(DELETION_COST);
  if (cost !== undefined && !isInt32(cost)) {
    errors.push(invalid(`${path}[${DELETION_COST}]`, cost, 'must be a 32bit integer'));
  }
  const seccomp = entries.filter(([key]) => key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER));
  const names = new Set(containersWithPaths(spec, '').map(([container]) => text(container['name'])));
  return [
    ...errors,
    ...seccomp.flatMap(([key, profile]) => validateSeccompProfile(profile, `${path}.${key}`)),
    ...entries
      .filter(([key]) => key.startsWith(APPARMOR_CONTAINER))
      .flatMap(([key, profile]) => validateAppArmorAnnotation(key, profile, names, path)),
  ];
}

function isInt32(value: string): boolean {
  if (!/^(0|-?[1-9][0-9]{0,9})$/.test(value)) return false;
  return Number(value) >= -(2 ** 31) && Number(value) < 2 ** 31;
}

function validateSeccompProfile(profile: string, path: string): FieldError[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return [];
  if (profile.startsWith(LOCALHOST)) return validateDescendingPath(profile.slice(LOCALHOST.length), path);
  return [invalid(path, profile, 'must be a valid seccomp profile')];
}

function validateAppArmorAnnotation(
  key: string,
  profile: string,
  names: ReadonlySet<string>,
  path: string,
): FieldError[] {
  const name = key.slice(APPARMOR_CONTAINER.length);
  const errors = names.has(name) ? [] : [invalid(`${path}[${key}]`, name, 'container not found')];
  if (['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith(LOCALHOST)) return errors;
  return [...errors, invalid(`${path}[${key}]`, profile, `invalid AppArmor profile name: "${profile}"`)];
}

/** Seccomp and AppArmor profiles said twice, in annotations and fields, must agree. */
export function validateProfilesAgree(annotations: unknown, spec: Fields, path: string): FieldError[] {
  const values = fields(annotations);
  const podContext = fields(spec['securityContext']);
  const containers = containersWithPaths(spec, path);
  return [
    ...agree('seccomp', values[SECCOMP_POD], podContext['seccompProfile'], `${path}.securityContext.seccompProfile`),
    ...containers.flatMap(([container, place]) =>
      agree(
        'seccomp',
        values[`${SECCOMP_CONTAINER}${text(container['name'])}`],
        fields(container['securityContext'])['seccompProfile'],
        `${place}.securityContext.seccompProfile`,
      ),
    ),
    ...(fields(spec['os'])['name'] === 'windows' ? [] : containers).flatMap(([container, place]) =>
      agree(
        'apparmor',
        values[`${APPARMOR_CONTAINER}${text(container['name'])}`],
        fields(container['securityContext'])['appArmorProfile'] ?? podContext['appArmorProfile'],
        `${place}.securityContext.appArmorProfile`,
      ),
    ),
  ];
}

function agree(what: string, annotation: unknown, profile: unknown, path: string): FieldError[] {
  if (!given(annotation) || !given(profile)) return [];
  const value = text(annotation);
  const { type, localhostProfile } = fields(profile);
  const typeError = forbidden(`${path}.type`, `${what} type in annotation and field must match`);
  if (type === 'Unconfined') return value === 'unconfined' ? [] : [typeError];
  if (type === 'RuntimeDefault') {
    const isDefault = value === 'runtime/default' || (what === 'seccomp' && value === 'docker/default');
    return isDefault ? [] : [typeError];
  }
  if (type !== 'Localhost') return [];
  if (!value.startsWith(LOCALHOST)) return [typeError];
  if (given(localhostProfile) && value.slice(LOCALHOST.length) === localhostProfile) return [];
  return [forbidden(`${path}.localhostProfile`, `${what} profile in annotation and field must match`)];
}
