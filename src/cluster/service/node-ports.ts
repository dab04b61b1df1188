import { invalid } from '../../api/field-error.ts';
import { resource } from '../../api/resource.ts';
import type { ServiceSpec } from '../../api/service/type.ts';
import { internalError, invalidError } from '../refusals.ts';
import { StatusError } from '../status-error.ts';
import type { Transaction } from '../transaction.ts';
import { portOwner } from './allocations.ts';
import { nextPort, portRangeText } from './port-band.ts';
import { allocatesNodePorts, needsHealthCheck, needsNodePort, portNumbers } from './spec.ts';

/** One request's view of the node ports: those of other Services and those it took itself. */
export class NodePortRequest {
  readonly #mine = new Set<number>();

  constructor(
    readonly tx: Transaction,
    /** Name of the Service, for messages. */
    readonly name: string,
  ) {}

  /** Takes this very port. Returns why it cannot be had, or undefined. */
  take(port: number): string | undefined {
    const range = this.tx.config.nodePortRange;
    if (port < range.from || port > range.to) {
      return `provided port is not in the valid range. The range of valid ports is ${portRangeText(range)}`;
    }
    if (this.#isTaken(port)) return 'provided port is already allocated';
    this.#mine.add(port);
    return undefined;
  }

  /** Takes any free port; undefined if there is none. */
  takeNext(): number | undefined {
    const port = nextPort(this.tx.config.nodePortRange, (candidate) => this.#isTaken(candidate), this.tx.random);
    if (port !== undefined) this.#mine.add(port);
    return port;
  }

  refuse(index: number, port: number, because: string): never {
    const owner = portOwner(this.tx, port);
    const hint = owner === undefined ? undefined : `node port ${port} belongs to Service ${owner}`;
    const error = invalid(`spec.ports[${index}].nodePort`, port, because);
    throw invalidError(resource('services'), this.name, [error], hint);
  }

  #isTaken(port: number): boolean {
    return this.#mine.has(port) || portOwner(this.tx, port) !== undefined;
  }
}

/** Gives a new Service its node ports: ports with the same number share one (upstream's initNodePorts). */
export function allocateNodePorts(spec: ServiceSpec, request: NodePortRequest): void {
  if (needsNodePort(spec)) {
    const byPort = new Map<number, number>();
    for (const [i, port] of (spec.ports ?? []).entries()) {
      if (!port.nodePort && !allocatesNodePorts(spec)) continue;
      const shared = byPort.get(port.port);
      if (shared === undefined) {
        const requested = (spec.ports ?? []).find((other) => other.port === port.port && other.nodePort)?.nodePort;
        port.nodePort = requested ? takeOrRefuse(request, i, requested) : takeAny(request);
        byPort.set(port.port, port.nodePort);
      } else if (!port.nodePort) port.nodePort = shared;
      else if (port.nodePort !== shared) takeOrRefuse(request, i, port.nodePort);
    }
  }
  if (needsHealthCheck(spec)) allocateHealthCheck(spec, request);
}

/** Gives a changed Service the node ports it lacks; those it had before stay its own (upstream's updateNodePorts). */
export function updateNodePorts(spec: ServiceSpec, before: ServiceSpec, request: NodePortRequest): void {
  if (needsNodePort(spec)) {
    const own = new Set(portNumbers(before));
    const taken = new Set<number>();
    const seen = new Set<string>();
    for (const [i, port] of (spec.ports ?? []).entries()) {
      if (!port.nodePort && !allocatesNodePorts(spec)) continue;
      if (!port.nodePort) port.nodePort = takeAny(request);
      else if (!own.has(port.nodePort) && !taken.has(port.nodePort)) {
        taken.add(takeOrRefuse(request, i, port.nodePort));
      }
      const protocol = port.protocol ?? 'TCP';
      const entry = `{${protocol} ${port.nodePort}}`;
      if (seen.has(entry)) throw new StatusError(500, '', `duplicate nodePort: ${entry}`);
      seen.add(entry);
    }
  }
  if (needsHealthCheck(spec) && !needsHealthCheck(before)) allocateHealthCheck(spec, request);
}

function takeOrRefuse(request: NodePortRequest, index: number, port: number): number {
  const because = request.take(port);
  if (because !== undefined) request.refuse(index, port, because);
  return port;
}

function takeAny(request: NodePortRequest): number {
  const port = request.takeNext();
  if (port === undefined) throw internalError('failed to allocate a nodePort: range is full');
  return port;
}

function allocateHealthCheck(spec: ServiceSpec, request: NodePortRequest): void {
  const requested = spec.healthCheckNodePort;
  if (requested) {
    const because = request.take(requested);
    if (because !== undefined) {
      throw internalError(`failed to allocate requested HealthCheck NodePort ${requested}: ${because}`);
    }
    return;
  }
  const port = request.takeNext();
  if (port === undefined) throw internalError('failed to allocate a HealthCheck NodePort 0: range is full');
  spec.healthCheckNodePort = port;
}
