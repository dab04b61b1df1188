import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  duplicate,
  required,
  tooLong,
  type FieldError,
} from '../field-error.ts';
import { fields, given, items, number, text, texts, type Fields } from '../go-value.ts';
import { byteLength, rangeMessages } from '../names.ts';
import { validateDescendingPath } from './validate-paths.ts';
import { validateWindowsOptions } from './validate-windows.ts';

const MOST_ID = 2_147_483_647;
const LONGEST_PROFILE = 4095;
const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const SYSCTL_SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL = `^(${SYSCTL_SEGMENT}[\\./])*${SYSCTL_SEGMENT}$`;
const LONGEST_SYSCTL = 253;

/** What is wrong with a container's security context: upstream's ValidateSecurityContext. */
export function validateSecurityContext(value: unknown, hostUsers: boolean, path: string): FieldError[] {
  if (!given(value)) return [];
  const context = fields(value);
  const errors = [
    ...validateId(context, 'runAsUser', path),
    ...validateId(context, 'runAsGroup', path),
    ...validateProcMount(context['procMount'], hostUsers, `${path}.procMount`),
    ...validateSeccomp(context['seccompProfile'], `${path}.seccompProfile`),
  ];
  if (context['allowPrivilegeEscalation'] === false) {
    const start = 'cannot set `allowPrivilegeEscalation` to false and';
    if (context['privileged'] === true) errors.push(invalid(path, shown(context), `${start} \`privileged\` to true`));
    if (texts(fields(context['capabilities'])['add']).includes('CAP_SYS_ADMIN')) {
      errors.push(invalid(path, shown(context), `${start} \`capabilities.Add\` CAP_SYS_ADMIN`));
    }
  }
  return [
    ...errors,
    ...validateWindowsOptions(context['windowsOptions'], `${path}.windowsOptions`),
    ...validateAppArmor(context['appArmorProfile'], `${path}.appArmorProfile`),
  ];
}

/** Go's internal SecurityContext as JSON. */
function shown(context: Fields): object {
  const { capabilities } = context;
  const added = fields(capabilities);
  return {
    Capabilities: given(capabilities) ? { Add: added['add'] ?? null, Drop: added['drop'] ?? null } : null,
    Privileged: context['privileged'] ?? null,
    SELinuxOptions: context['seLinuxOptions'] ?? null,
    WindowsOptions: context['windowsOptions'] ?? null,
    RunAsUser: context['runAsUser'] ?? null,
    RunAsGroup: context['runAsGroup'] ?? null,
    RunAsNonRoot: context['runAsNonRoot'] ?? null,
    ReadOnlyRootFilesystem: context['readOnlyRootFilesystem'] ?? null,
    AllowPrivilegeEscalation: context['allowPrivilegeEscalation'] ?? null,
    ProcMount: context['procMount'] ?? null,
    SeccompProfile: context['seccompProfile'] ?? null,
    AppArmorProfile: context['appArmorProfile'] ?? null,
  };
}

function validateId(owner: Fields, field: string, path: string): FieldError[] {
  if (!given(owner[field])) return [];
  const id = number(owner[field]);
  return invalidEach(`${path}.${field}`, id, rangeMessages(id, 0, MOST_ID));
}

function validateProcMount(value: unknown, hostUsers: boolean, path: string): FieldError[] {
  if (!given(value)) return [];
  const mount = text(value);
  if (mount !== 'Default' && mount !== 'Unmasked') return [notSupported(path, mount, ['Default', 'Unmasked'])];
  if (!hostUsers || mount === 'Default') return [];
  return [invalid(path, mount, '`hostUsers` must be false to use `Unmasked`')];
}

function validateSeccomp(value: unknown, path: string): FieldError[] {
  if (!given(value)) return [];
  const { type: rawType, localhostProfile } = fields(value);
  const type = text(rawType);
  const errors: FieldError[] = [];
  if (type === '') errors.push(required(`${path}.type`, 'type is required when seccompProfile is set'));
  else if (!PROFILE_TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, PROFILE_TYPES));
  const profilePath = `${path}.localhostProfile`;
  if (type !== 'Localhost') {
    if (!given(localhostProfile)) return errors;
    const profile = { Type: type, LocalhostProfile: localhostProfile };
    return [...errors, invalid(profilePath, profile, 'can only be set when seccomp type is Localhost')];
  }
  if (!given(localhostProfile)) return [...errors, required(profilePath, 'must be set when seccomp type is Localhost')];
  return [...errors, ...validateDescendingPath(text(localhostProfile), profilePath)];
}

function validateAppArmor(value: unknown, path: string): FieldError[] {
  if (!given(value)) return [];
  const { type: rawType, localhostProfile } = fields(value);
  const type = text(rawType);
  const profilePath = `${path}.localhostProfile`;
  if (type === '') return [required(`${path}.type`, 'type is required when appArmorProfile is set')];
  if (!PROFILE_TYPES.includes(type)) return [notSupported(`${path}.type`, type, PROFILE_TYPES)];
  if (type !== 'Localhost') {
    if (!given(localhostProfile)) return [];
    return [invalid(profilePath, text(localhostProfile), 'can only be set when AppArmor type is Localhost')];
  }
  const profile = text(localhostProfile);
  if (profile === '') return [required(profilePath, 'must be set when AppArmor type is Localhost')];
  return [
    ...(profile === profile.trim() ? [] : [invalid(profilePath, profile, 'must not be padded with whitespace')]),
    ...(byteLength(profile) > LONGEST_PROFILE ? [tooLong(profilePath, LONGEST_PROFILE)] : []),
  ];
}

/** What is wrong with the pod's security context: upstream's validatePodSpecSecurityContext. */
export function validatePodSecurityContext(spec: Fields, path: string): FieldError[] {
  const context = fields(spec['securityContext']);
  const errors = [
    ...validateId(context, 'fsGroup', path),
    ...validateId(context, 'runAsUser', path),
    ...validateId(context, 'runAsGroup', path),
    ...items(context['supplementalGroups']).flatMap((entry, i) =>
      invalidEach(`${path}.supplementalGroups[${i}]`, number(entry), rangeMessages(number(entry), 0, MOST_ID)),
    ),
  ];
  if (spec['shareProcessNamespace'] === true && spec['hostPID'] === true) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalid(`${path}.shareProcessNamespace`, true, detail));
  }
  return [
    ...errors,
    ...validateSysctls(items(context['sysctls']), spec, `${path}.sysctls`),
    ...validateOptional(context, 'fsGroupChangePolicy', ['Always', 'OnRootMismatch'], path),
    ...validateSeccomp(context['seccompProfile'], `${path}.seccompProfile`),
    ...validateWindowsOptions(context['windowsOptions'], `${path}.windowsOptions`),
    ...validateAppArmor(context['appArmorProfile'], `${path}.appArmorProfile`),
    ...validateOptional(context, 'supplementalGroupsPolicy', ['Merge', 'Strict'], path),
    ...validateOptional(context, 'seLinuxChangePolicy', ['MountOption', 'Recursive'], path),
  ];
}

function validateOptional(owner: Fields, field: string, supported: readonly string[], path: string): FieldError[] {
  if (!given(owner[field]) || supported.includes(text(owner[field]))) return [];
  return [notSupported(`${path}.${field}`, text(owner[field]), supported)];
}

function validateSysctls(sysctls: readonly unknown[], spec: Fields, path: string): FieldError[] {
  const names = new Set<string>();
  return sysctls.flatMap((entry, i) => {
    const name = text(fields(entry)['name']);
    const place = `${path}[${i}].name`;
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(place));
    else if (name.length > LONGEST_SYSCTL || !new RegExp(SYSCTL).test(name)) {
      const detail = `must have at most ${LONGEST_SYSCTL} characters and match regex ${SYSCTL}`;
      errors.push(invalid(place, name, detail));
    } else if (names.has(name)) errors.push(duplicate(place, name));
    names.add(name);
    const dotted = name.replaceAll('/', '.');
    if (spec['hostNetwork'] === true && dotted.startsWith('net.')) {
      errors.push(invalid(place, name, "may not be specified when 'hostNetwork' is true"));
    } else if (spec['hostIPC'] === true && /^(kernel\.(shm|msg|sem)|fs\.mqueue\.)/.test(dotted)) {
      errors.push(invalid(place, name, "may not be specified when 'hostIPC' is true"));
    }
    return errors;
  });
}

/** A pod with its own user namespace keeps out of the node's other namespaces: upstream's validateHostUsers. */
export function validateHostUsers(spec: Fields, path: string): FieldError[] {
  if (spec['hostUsers'] !== false) return [];
  const detail = 'when `pod.Spec.HostUsers` is false';
  return [
    ...(spec['hostNetwork'] === true ? [forbidden(`${path}.hostNetwork`, detail)] : []),
    ...(spec['hostPID'] === true ? [forbidden(`${path}.HostPID`, detail)] : []),
    ...(spec['hostIPC'] === true ? [forbidden(`${path}.HostIPC`, detail)] : []),
  ];
}
