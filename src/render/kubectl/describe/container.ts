import type { Container, ContainerStatus, Pod } from '../../../api/pod/type.ts';
import { writeEnvironment, writeEnvironmentFrom } from './environment.ts';
import { dateText, type Page } from './page.ts';
import { probeText, type Probe } from './probe.ts';

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
    writeSeccompProfile(page, 2, 3, container['securityContext']);
    writeWords(page, 'Command', container.command);
    writeWords(page, 'Args', container.args);
    if (status) writeStatus(page, status);
    writeResources(page, 2, container['resources']);
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

/** Limits and Requests of a container or a pod. */
export function writeResources(page: Page, level: number, given: unknown): void {
  const resources = given as { limits?: Record<string, unknown>; requests?: Record<string, unknown> } | undefined;
  for (const [title, list] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests],
  ] as const) {
    const names = Object.keys(list ?? {}).sort();
    if (names.length > 0) page.line(level, `${title}:`);
    for (const name of names) page.field(level + 1, name, String(list?.[name]));
  }
}

/** The seccomp profile of a pod's or container's security context, if it has one; a local one is named `below`. */
export function writeSeccompProfile(page: Page, level: number, below: number, securityContext: unknown): void {
  type Context = { seccompProfile?: { type?: string; localhostProfile?: string } };
  const profile = (securityContext as Context | undefined)?.seccompProfile;
  if (!profile) return;
  page.field(level, 'SeccompProfile', profile.type ?? '');
  if (profile.type === 'Localhost') page.field(below, 'LocalhostProfile', profile.localhostProfile ?? '');
}

function writeMounts(page: Page, container: Container): void {
  type Mount = { mountPath: string; name: string; readOnly?: boolean; subPath?: string };
  const mounts = [...((container['volumeMounts'] ?? []) as Mount[])];
  page.line(2, `Mounts:${mounts.length === 0 ? '\t<none>' : ''}`);
  for (const mount of mounts.sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1))) {
    const flags = [mount.readOnly ? 'ro' : 'rw', ...(mount.subPath ? [`path=${JSON.stringify(mount.subPath)}`] : [])];
    page.line(3, `${mount.mountPath} from ${mount.name} (${flags.join(',')})`);
  }
  type Device = { devicePath: string; name: string };
  const devices = [...((container['volumeDevices'] ?? []) as Device[])];
  // kubectl repeats the <none> of the mounts here
  if (devices.length > 0) page.line(2, `Devices:${mounts.length === 0 ? '\t<none>' : ''}`);
  for (const { devicePath, name } of devices.sort((a, b) => (a.devicePath < b.devicePath ? -1 : 1))) {
    page.line(3, `${devicePath} from ${name}`);
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
