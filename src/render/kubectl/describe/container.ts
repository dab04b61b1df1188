import type { Container, ContainerStatus, Pod } from '../../../api/pod/type.ts';
import { hostPort } from '../host-port.ts';
import { goText } from '../go-text.ts';
import { dateText, type Page } from './page.ts';

interface Probe {
  exec?: { command?: string[] };
  httpGet?: { scheme?: string; host?: string; port?: number | string; path?: string };
  tcpSocket?: { host?: string; port?: number | string };
  grpc?: { port?: number; service?: string };
  initialDelaySeconds?: number;
  timeoutSeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
}

interface EnvSource {
  fieldRef?: { apiVersion?: string; fieldPath?: string };
  resourceFieldRef?: { resource?: string };
  secretKeyRef?: { name?: string; key?: string; optional?: boolean };
  configMapKeyRef?: { name?: string; key?: string; optional?: boolean };
}

/** `statuses` and `pod` are missing for a template; `indent` is what stands before the title there. */
export function writeContainers(
  page: Page,
  title: string,
  containers: readonly Container[],
  more: { statuses?: readonly ContainerStatus[]; pod?: Pod; indent?: string } = {},
): void {
  const { statuses, pod, indent = '' } = more;
  page.line(0, `${indent}${title}:${containers.length === 0 ? ' <none>' : ''}`);
  for (const container of containers) {
    const status = statuses?.find(({ name }) => name === container.name);
    page.line(1, `${indent === '' ? '' : ' '}${container.name}:`);
    if (status) page.field(2, 'Container ID', text(status['containerID']));
    page.field(2, 'Image', container.image ?? '');
    if (status) page.field(2, 'Image ID', status.imageID ?? '');
    writePorts(page, container);
    writeWords(page, 'Command', container.command);
    writeWords(page, 'Args', container.args);
    if (status) writeStatus(page, status);
    writeResources(page, container);
    for (const [name, field] of [
      ['Liveness', 'livenessProbe'],
      ['Readiness', 'readinessProbe'],
      ['Startup', 'startupProbe'],
    ] as const) {
      if (container[field]) page.field(2, name, probeText(container[field] as Probe));
    }
    writeEnvironmentFrom(page, container);
    writeEnvironment(page, container, pod);
    writeMounts(page, container);
  }
}

function writePorts(page: Page, { ports = [] }: Container): void {
  const list = (number: (port: { containerPort: number; hostPort?: number }) => number): string =>
    ports.map((port) => `${number(port)}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`).join(', ');
  const own = list(({ containerPort }) => containerPort);
  const host = list(({ hostPort: port }) => port ?? 0);
  page.field(2, ports.length > 1 ? 'Ports' : 'Port', own || '<none>');
  page.field(2, ports.length > 1 ? 'Host Ports' : 'Host Port', host || '<none>');
}

function writeWords(page: Page, title: string, words: readonly string[] | undefined): void {
  if (!words?.length) return;
  page.line(2, `${title}:`);
  for (const line of words.flatMap((word) => word.split('\n'))) page.line(3, line);
}

function writeStatus(page: Page, status: ContainerStatus): void {
  writeState(page, 'State', status.state);
  const last = status['lastState'] as ContainerStatus['state'];
  if (last?.terminated) writeState(page, 'Last State', last);
  page.field(2, 'Ready', status.ready ? 'True' : 'False').field(2, 'Restart Count', status.restartCount);
}

function writeState(page: Page, title: string, state: ContainerStatus['state']): void {
  if (state?.running) {
    page.field(2, title, 'Running').field(3, 'Started', dateText(state.running.startedAt));
  } else if (state?.terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated;
    page.field(2, title, 'Terminated');
    if (reason) page.field(3, 'Reason', text(reason));
    if (message) page.field(3, 'Message', text(message));
    page.field(3, 'Exit Code', Number(exitCode ?? 0));
    if (Number(signal ?? 0) > 0) page.field(3, 'Signal', Number(signal));
    page.field(3, 'Started', dateText(text(startedAt))).field(3, 'Finished', dateText(text(finishedAt)));
  } else {
    page.field(2, title, 'Waiting');
    if (state?.waiting?.reason) page.field(3, 'Reason', state.waiting.reason);
  }
}

function writeResources(page: Page, container: Container): void {
  const resources = container['resources'] as
    { limits?: Record<string, unknown>; requests?: Record<string, unknown> } | undefined;
  for (const [title, list] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests],
  ] as const) {
    const names = Object.keys(list ?? {}).sort();
    if (names.length > 0) page.line(2, `${title}:`);
    for (const name of names) page.field(3, name, String(list?.[name]));
  }
}

function probeText(probe: Probe): string {
  const attributes =
    `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s ` +
    `successThreshold=${probe.successThreshold ?? 0} failureThreshold=${probe.failureThreshold ?? 0}`;
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec) return `exec ${goText(exec.command ?? [])} ${attributes}`;
  if (httpGet) {
    const url = `${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${hostPort(httpGet.host ?? '', httpGet.port ?? '')}`;
    return `http-get ${url}${httpGet.path ?? ''} ${attributes}`;
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port ?? ''} ${attributes}`;
  if (grpc) return `grpc <pod>:${grpc.port ?? 0} ${grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

function writeEnvironmentFrom(page: Page, container: Container): void {
  type From = { prefix?: string; configMapRef?: Ref; secretRef?: Ref };
  type Ref = { name?: string; optional?: boolean };
  const sources = (container['envFrom'] ?? []) as From[];
  if (sources.length === 0) return;
  page.line(2, 'Environment Variables from:');
  for (const { prefix, configMapRef, secretRef } of sources) {
    const ref = configMapRef ?? secretRef;
    const kind = configMapRef ? 'ConfigMap' : 'Secret';
    const what = prefix ? `${kind} with prefix '${prefix}'` : kind;
    page.line(3, `${ref?.name ?? ''}\t${what}\tOptional: ${ref?.optional ?? false}`);
  }
}

function writeEnvironment(page: Page, { env = [] }: Container, pod: Pod | undefined): void {
  page.line(2, `Environment:${env.length === 0 ? '\t<none>' : ''}`);
  for (const { name, value, valueFrom } of env) {
    if (valueFrom) {
      const line = sourceText(valueFrom as EnvSource, pod);
      if (line !== undefined) page.line(3, `${name}:\t${line}`);
      continue;
    }
    const [first = '', ...rest] = (value ?? '').split('\n');
    page.line(3, `${name}:\t${first}`);
    for (const line of rest) page.line(3, `\t${line}`);
  }
}

function sourceText(from: EnvSource, pod: Pod | undefined): string | undefined {
  const { fieldRef, resourceFieldRef, secretKeyRef: secret, configMapKeyRef: map } = from;
  if (fieldRef) {
    const path = fieldRef.fieldPath ?? '';
    return `${pod ? fieldOf(pod, path) : ''} (${fieldRef.apiVersion ?? 'v1'}:${path})`;
  }
  if (resourceFieldRef) return `node allocatable (${resourceFieldRef.resource ?? ''})`;
  if (secret)
    return `<set to the key '${secret.key ?? ''}' in secret '${secret.name ?? ''}'>\tOptional: ${secret.optional ?? false}`;
  if (map)
    return `<set to the key '${map.key ?? ''}' of config map '${map.name ?? ''}'>\tOptional: ${map.optional ?? false}`;
  return undefined;
}

/** The downward API's fields that are plain paths. */
function fieldOf(pod: Pod, path: string): string {
  let value: unknown = pod;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return '';
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' ? value : '';
}

function writeMounts(page: Page, container: Container): void {
  type Mount = { mountPath: string; name: string; readOnly?: boolean; subPath?: string };
  const mounts = [...((container['volumeMounts'] ?? []) as Mount[])];
  page.line(2, `Mounts:${mounts.length === 0 ? '\t<none>' : ''}`);
  for (const mount of mounts.sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1))) {
    const flags = [mount.readOnly ? 'ro' : 'rw', ...(mount.subPath ? [`path=${JSON.stringify(mount.subPath)}`] : [])];
    page.line(3, `${mount.mountPath} from ${mount.name} (${flags.join(',')})`);
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
