import { duplicate, invalid, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, items, number, text, type Fields } from '../go-value.ts';
import { dns1123LabelMessages, portNameMessages, portNumberMessages } from '../names.ts';
import { validateProtocol } from '../service/validate-port.ts';
import { validateEnv, validateEnvFrom } from './validate-env.ts';
import { validateMountsAndDevices, type Volumes } from './validate-mounts.ts';
import { validateResources } from './validate-resources.ts';
import { validateSecurityContext } from './validate-security.ts';

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const RESIZED = ['cpu', 'memory'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];

/** What a container may refer to in its pod. */
export interface PodSurroundings {
  readonly volumes: Volumes;
  readonly claimNames: ReadonlySet<string>;
  readonly restartPolicy: unknown;
  readonly graceSeconds: unknown;
  /** Whether the pod lives in the node's user namespace. */
  readonly hostUsers: boolean;
}

/** What is wrong with any container, whichever list it is in: upstream's validateContainerCommon. */
export function validateContainer(container: Fields, pod: PodSurroundings, path: string): FieldError[] {
  const name = text(container['name']);
  return [
    ...(name === '' ? [required(`${path}.name`)] : invalidEach(`${path}.name`, name, dns1123LabelMessages(name))),
    ...(text(container['image']) === '' ? [required(`${path}.image`)] : []),
    ...validateChoice(container, 'terminationMessagePolicy', MESSAGE_POLICIES, path),
    ...validatePorts(items(container['ports']), `${path}.ports`),
    ...validateEnv(items(container['env']), `${path}.env`),
    ...validateEnvFrom(items(container['envFrom']), `${path}.envFrom`),
    ...validateMountsAndDevices(container, pod.volumes, path),
    ...validateChoice(container, 'imagePullPolicy', PULL_POLICIES, path),
    ...validateResources(container['resources'], pod.claimNames, `${path}.resources`),
    ...validateResizePolicies(items(container['resizePolicy']), pod.restartPolicy, `${path}.resizePolicy`),
    ...validateSecurityContext(container['securityContext'], pod.hostUsers, `${path}.securityContext`),
  ];
}

/** A required string out of a list. */
export function validateChoice(owner: Fields, field: string, supported: readonly string[], path: string): FieldError[] {
  const value = text(owner[field]);
  if (value === '') return [required(`${path}.${field}`)];
  return supported.includes(value) ? [] : [notSupported(`${path}.${field}`, value, supported)];
}

function validatePorts(ports: readonly unknown[], path: string): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((entry, i) => {
    const port = fields(entry);
    const place = `${path}[${i}]`;
    const containerPort = number(port['containerPort']);
    const hostPort = number(port['hostPort']);
    return [
      ...validatePortName(text(port['name']), names, `${place}.name`),
      ...(containerPort === 0
        ? [required(`${place}.containerPort`)]
        : invalidEach(`${place}.containerPort`, containerPort, portNumberMessages(containerPort))),
      ...(hostPort === 0 ? [] : invalidEach(`${place}.hostPort`, hostPort, portNumberMessages(hostPort))),
      ...validateProtocol(port['protocol'], place),
    ];
  });
}

function validatePortName(name: string, names: Set<string>, path: string): FieldError[] {
  if (name === '') return [];
  const messages = portNameMessages(name);
  if (messages.length > 0) return invalidEach(path, name, messages);
  if (names.has(name)) return [duplicate(path, name)];
  names.add(name);
  return [];
}

function validateResizePolicies(policies: readonly unknown[], restartPolicy: unknown, path: string): FieldError[] {
  const seen = new Set<string>();
  return policies.flatMap((entry, i) => {
    const { resourceName, restartPolicy: policy } = fields(entry);
    const resource = text(resourceName);
    const choice = text(policy);
    const errors: FieldError[] = seen.has(resource) ? [duplicate(`${path}[${i}]`, resource)] : [];
    seen.add(resource);
    if (resource === '') errors.push(required(path));
    else if (!RESIZED.includes(resource)) errors.push(notSupported(path, resource, RESIZED));
    if (choice === '') errors.push(required(path));
    else if (!RESIZE_POLICIES.includes(choice)) errors.push(notSupported(path, choice, RESIZE_POLICIES));
    if (restartPolicy === 'Never' && choice !== 'NotRequired') {
      errors.push(invalid(path, choice, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
    return errors;
  });
}

/** Host ports that two containers (or one) ask for twice. */
export function validateHostPorts(containers: readonly unknown[], path: string): FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap((container, c) =>
    items(fields(container)['ports']).flatMap((entry, p) => {
      const port = fields(entry);
      const hostPort = number(port['hostPort']);
      if (hostPort === 0) return [];
      const key = `${text(port['protocol'])}/${text(port['hostIP'])}/${hostPort}`;
      if (taken.has(key)) return [duplicate(`${path}[${c}].ports[${p}].hostPort`, key)];
      taken.add(key);
      return [];
    }),
  );
}

/** Real pods are stricter than templates about spaces around an image's name. */
export function validateImageSpaces(containers: readonly unknown[], path: string): FieldError[] {
  return containers.flatMap((container, i) => {
    const image = text(fields(container)['image']);
    if (image === image.trim()) return [];
    return [invalid(`${path}[${i}].image`, image, 'must not have leading or trailing whitespace')];
  });
}

/** Whether an init container keeps running beside the others. */
export function isSidecar(container: Fields): boolean {
  return given(container['restartPolicy']) && container['restartPolicy'] === 'Always';
}
