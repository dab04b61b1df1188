import type { Transaction } from '../cluster/transaction.ts';
import { INSTANT, type Context, type Controller, type Pace } from './context.ts';
import { runProxyConfigMap } from './configuration/proxy-config-map.ts';
import { runDaemonSets } from './daemon-set/controller.ts';
import { runDeployments } from './deployment/controller.ts';
import { runEndpointSlices } from './endpoint-slice/controller.ts';
import { runMirroring } from './endpoint-slice/mirroring.ts';
import { runEndpoints } from './endpoints/controller.ts';
import { EventRecorder } from './events.ts';
import { collectGarbage } from './garbage-collector.ts';
import { runKubelets } from './kubelet/controller.ts';
import { runLoadBalancers } from './load-balancer.ts';
import { runNamespaces } from './namespace/controller.ts';
import { runNodes } from './node.ts';
import { runReplicaSets } from './replica-set/controller.ts';
import { runScheduler } from './scheduler/controller.ts';
import { Scope, type Cursors } from './scope.ts';

/** Every controller by name, in the order in which they run. Each can be run on its own with `runController`. */
export const CONTROLLERS = {
  'proxy-config': runProxyConfigMap,
  node: runNodes,
  namespace: runNamespaces,
  'garbage-collector': collectGarbage,
  daemonset: runDaemonSets,
  deployment: runDeployments,
  replicaset: runReplicaSets,
  scheduler: runScheduler,
  kubelet: runKubelets,
  'load-balancer': runLoadBalancers,
  endpoints: runEndpoints,
  endpointslice: runEndpointSlices,
  endpointslicemirroring: runMirroring,
} satisfies Record<string, Controller>;

export type ControllerName = keyof typeof CONTROLLERS;

/** These follow what the others made of the pods: they run once the pods have settled, so that a rollout is one change to them. */
const FOLLOWERS: ReadonlySet<string> = new Set<ControllerName>([
  'load-balancer',
  'endpoints',
  'endpointslice',
  'endpointslicemirroring',
]);

const NOTHING: Cursors = new Map();
/** A rollout of n replicas takes some passes; a cluster that never settles is a bug, not a reason to hang. */
const PASSES = 10_000;

export interface ReconcileOptions {
  readonly pace?: Pace;
  /** Look at every object, not only at those that this transaction wrote. */
  readonly everything?: boolean;
}

/**
 * Runs every controller until none has anything left to write: what follows from the changes that the transaction holds.
 * Throws RangeError if they do not settle.
 */
export function reconcile(tx: Transaction, options: ReconcileOptions = {}): void {
  const events = new EventRecorder();
  const pace = options.pace ?? INSTANT;
  const seen = new Map<string, { readonly count: number; readonly cursors: Cursors }>();
  const pass = (name: string, controller: Controller): boolean => {
    const last = seen.get(name);
    const count = tx.changes.length;
    const isFirst = last === undefined;
    if (!isFirst && last.count === count) return false;
    if (isFirst && count === 0 && pace.kind === 'instant' && options.everything !== true) return false;
    const scope =
      isFirst && options.everything === true ? Scope.everything(tx) : Scope.since(tx, last?.cursors ?? NOTHING);
    seen.set(name, { count, cursors: tx.changeCounts() });
    return controller({ tx, scope, pace, events });
  };
  const entries = Object.entries(CONTROLLERS);
  // ReplicaSets look again once pods have started, so that Deployments find them settled.
  const leaders = [...entries.filter(([name]) => !FOLLOWERS.has(name)), ['replicaset', runReplicaSets] as const];
  const followers = entries.filter(([name]) => FOLLOWERS.has(name));
  for (let passes = 0; passes < PASSES; passes++) {
    let changed = false;
    for (const [name, controller] of leaders) changed = pass(name, controller) || changed;
    if (changed) continue;
    for (const [name, controller] of followers) changed = pass(name, controller) || changed;
    if (!changed) {
      events.flush(tx);
      return;
    }
  }
  throw new RangeError('the controllers do not settle');
}

/** Runs one controller over the whole cluster, once. Returns whether it wrote anything. */
export function runController(tx: Transaction, name: ControllerName, pace: Pace = INSTANT): boolean {
  const events = new EventRecorder();
  const context: Context = { tx, scope: Scope.everything(tx), pace, events };
  const changed = CONTROLLERS[name](context);
  events.flush(tx);
  return changed;
}
