import { forbidden, invalid, invalidEach, type FieldError } from '../field-error.ts';
import { fields, given, items, text, type Fields } from '../go-value.ts';
import { byteLength, dns1123SubdomainMessages } from '../names.ts';

const LARGEST_SPEC_KIB = 64;
const LONGEST_DOMAIN = 256;
const LONGEST_USER = 104;
const LISTS = ['initContainers', 'containers', 'ephemeralContainers'];
const NOT_WINDOWS = 'cannot be set for a windows pod';
const POD_CONTEXT = [
  'appArmorProfile',
  'seLinuxOptions',
  'hostUsers',
  'hostPID',
  'hostIPC',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'shareProcessNamespace',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
];
/** These stand in the pod spec itself. */
const OF_SPEC = new Set(['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace']);
const CONTAINER_CONTEXT = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

/** What is wrong with Windows options of a security context. */
export function validateWindowsOptions(value: unknown, path: string): FieldError[] {
  if (!given(value)) return [];
  const { gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName } = fields(value);
  const errors: FieldError[] = [];
  if (given(gmsaCredentialSpecName)) {
    const name = text(gmsaCredentialSpecName);
    errors.push(...invalidEach(`${path}.gmsaCredentialSpecName`, name, dns1123SubdomainMessages(name)));
  }
  if (given(gmsaCredentialSpec)) {
    const spec = text(gmsaCredentialSpec);
    const place = `${path}.gmsaCredentialSpec`;
    if (spec === '') errors.push(invalid(place, spec, 'gmsaCredentialSpec cannot be an empty string'));
    else if (byteLength(spec) > LARGEST_SPEC_KIB * 1024) {
      errors.push(invalid(place, spec, `gmsaCredentialSpec size must be under ${LARGEST_SPEC_KIB} KiB`));
    }
  }
  if (!given(runAsUserName)) return errors;
  const name = text(runAsUserName);
  return [...errors, ...invalidEach(`${path}.runAsUserName`, name, userNameMessages(name))];
}

function userNameMessages(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (/\p{Cc}/u.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const domain = parts.length === 2 ? parts[0] : undefined;
  const user = parts[parts.length - 1] ?? '';
  const messages: string[] = [];
  if (domain !== undefined) {
    if (byteLength(domain) >= LONGEST_DOMAIN) {
      messages.push(`runAsUserName's Domain length must be under ${LONGEST_DOMAIN} characters`);
    }
    const isNetBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/.test(domain);
    const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
    if (!isNetBios && !new RegExp(`^${label}(?:\\.${label})*$`).test(domain)) {
      messages.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
  }
  if (user === '') messages.push("runAsUserName's User cannot be empty");
  else if (byteLength(user) > LONGEST_USER) {
    messages.push(`runAsUserName's User length must not be longer than ${LONGEST_USER} characters`);
  }
  if (/^[. ]+$/.test(user)) messages.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    messages.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  }
  return messages;
}

/** Every container of a pod with its path, in the order upstream visits them: init, regular, ephemeral. */
export function containersWithPaths(spec: Fields, path: string): [Fields, string][] {
  return LISTS.flatMap((list) =>
    items(spec[list]).map((entry, i): [Fields, string] => [fields(entry), `${path}.${list}[${i}]`]),
  );
}

/** Host process containers come all or none, and on the host's network. */
export function validateHostProcess(spec: Fields, path: string): FieldError[] {
  const podValue = fields(fields(spec['securityContext'])['windowsOptions'])['hostProcess'];
  const containers = containersWithPaths(spec, path);
  const errors: FieldError[] = [];
  let hosted = 0;
  for (const [container, place] of containers) {
    const own = fields(fields(container['securityContext'])['windowsOptions'])['hostProcess'];
    if (given(podValue) && given(own) && podValue !== own) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${String(podValue)}`;
      errors.push(invalid(`${place}.securityContext.windowsOptions.hostProcess`, own, detail));
    }
    if (own === true || (!given(own) && podValue === true)) hosted += 1;
  }
  if (hosted === 0) return errors;
  if (hosted !== containers.length) {
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(invalid(path, '', detail));
  }
  if (spec['hostNetwork'] !== true) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(invalid(`${path}.hostNetwork`, false, detail));
  }
  return errors;
}

/** What a pod may not have on the system it names. Nothing for a pod that names none (or an unknown one). */
export function validateForSystem(spec: Fields, path: string): FieldError[] {
  const system = fields(spec['os'])['name'];
  const context = fields(spec['securityContext']);
  if (system === 'linux') {
    const detail = 'windows options cannot be set for a linux pod';
    return [
      ...(given(context['windowsOptions']) ? [forbidden(`${path}.securityContext.windowsOptions`, detail)] : []),
      ...containersWithPaths(spec, path).flatMap(([container, place]) =>
        given(fields(container['securityContext'])['windowsOptions'])
          ? [forbidden(`${place}.securityContext.windowsOptions`, detail)]
          : [],
      ),
    ];
  }
  if (system !== 'windows') return [];
  const ofPod = POD_CONTEXT.flatMap((field) => {
    const value = OF_SPEC.has(field) ? spec[field] : context[field];
    const isSet = field === 'hostPID' || field === 'hostIPC' ? value === true : given(value);
    if (!isSet) return [];
    return [forbidden(OF_SPEC.has(field) ? `${path}.${field}` : `${path}.securityContext.${field}`, NOT_WINDOWS)];
  });
  const ofContainers = containersWithPaths(spec, path).flatMap(([container, place]) =>
    CONTAINER_CONTEXT.flatMap((field) =>
      given(fields(container['securityContext'])[field])
        ? [forbidden(`${place}.securityContext.${field}`, NOT_WINDOWS)]
        : [],
    ),
  );
  return [...ofPod, ...ofContainers];
}
