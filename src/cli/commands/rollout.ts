import type { Deployment } from '../../api/deployment/type.ts';
import type { KubeObject } from '../../api/meta.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { updateObject } from '../../cluster/update.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { findAll } from '../kubectl/find.ts';
import { queryOf, text } from '../kubectl/options.ts';
import { templateOf, withTemplate } from '../kubectl/pod-template.ts';
import { report } from '../kubectl/problems.ts';
import { groupedPlural, qualifiedName } from '../kubectl/resource-type.ts';
import { isPresent, revisionsOf, templateOfRevision } from '../kubectl/revisions.ts';
import { changeSelected, type Selected } from '../kubectl/selected.ts';
import { groupOf } from '../../api/served.ts';
import { parseTargets } from '../kubectl/targets.ts';
import { openCluster } from '../workspace.ts';

const RESTARTS = ['DaemonSet', 'Deployment'];
const RUNS_PODS = ['DaemonSet', 'Pod', 'ReplicaSet'];

export const restart: Run = (context) =>
  change(context, (tx, { of, object }) => {
    if (isPaused(object))
      throw new UserError(
        `${named({ of, object })} can't restart paused ${of.kind.toLowerCase()} (run rollout resume first)`,
        1,
      );
    if (!RESTARTS.includes(object.kind)) throw new UserError(`${named({ of, object })} restarting is not supported`, 1);
    const template = templateOf(object);
    const annotations = { ...template.metadata?.annotations, 'kubectl.kubernetes.io/restartedAt': tx.timestamp() };
    updateObject(tx, withTemplate(object, { ...template, metadata: { ...template.metadata, annotations } }), ROLLOUT);
    return 'restarted';
  });

export const pause: Run = (context) =>
  change(context, (tx, selected) => {
    if (isPaused(selected.object)) throw new UserError(`${named(selected)} is already paused`, 1);
    updateObject(tx, withPaused(deploymentOf(selected, 'pausing'), true), ROLLOUT);
    return 'paused';
  });

export const resume: Run = (context) =>
  change(context, (tx, selected) => {
    if (!isPaused(selected.object)) throw new UserError(`${named(selected)} is not paused`, 1);
    updateObject(tx, withPaused(deploymentOf(selected, 'resuming'), false), ROLLOUT);
    return 'resumed';
  });

export const undo: Run = (context) =>
  change(context, (tx, selected) => {
    const deployment = deploymentOf(selected, 'rollbacker');
    const revisions = revisionsOf(tx, deployment);
    const wanted = Number(text(context, 'toRevision') || 0);
    const found = wanted > 0 ? revisions.find(({ revision }) => revision === wanted) : revisions.at(-2);
    if (!found) {
      if (wanted > 0) throw new UserError(`unable to find specified revision ${wanted} in history`, 1);
      throw new UserError(`no rollout history found for deployment ${JSON.stringify(deployment.metadata.name)}`, 1);
    }
    if (isPaused(deployment)) {
      throw new UserError(
        "you cannot rollback a paused deployment; resume it first with 'kubesim rollout resume' and try again",
        1,
      );
    }
    if (isPresent(deployment, found.set))
      return `skipped rollback (current template already matches revision ${wanted})`;
    updateObject(tx, withTemplate(deployment, templateOfRevision(found.set)), ROLLOUT);
    return 'rolled back';
  });

async function change(context: CommandContext, work: (tx: Transaction, selected: Selected) => string): Promise<void> {
  if (context.args.length === 0) throw new UserError('required resource not specified', 1);
  await changeSelected(context, context.args, (tx, selected, results) => {
    const operation = work(tx, selected);
    const { of, object } = selected;
    results.done(tx.get(of.plural, object.metadata.namespace ?? '', object.metadata.name) ?? object, operation);
  });
}

/** Here a rollout is done when the command that began it ends; one that cannot go on says so. */
export const status: Run = async (context) => {
  const objects = await readSelected(context);
  for (const { of, object } of objects) {
    const { name } = object.metadata;
    if (object.kind !== 'Deployment' && object.kind !== 'DaemonSet') {
      throw new UserError(`no status viewer has been implemented for ${groupedKind(object)}`, 1);
    }
    const { done, message } =
      of.plural === 'daemonsets' ? daemonSetStatus(object) : deploymentStatus(object as Deployment);
    context.io.out(message);
    if (!done)
      throw new UserError(
        `the rollout of ${name} cannot go on`,
        1,
        `kubesim describe ${qualifiedName(of, name)} tells more.`,
      );
  }
};

function deploymentStatus({ metadata, spec, status: now = {} }: Deployment): { done: boolean; message: string } {
  const waiting = (text: string) => ({
    done: false,
    message: `Waiting for deployment "${metadata.name}" rollout to finish: ${text}...\n`,
  });
  const { updatedReplicas: updated = 0, replicas = 0, availableReplicas: available = 0 } = now;
  const wanted = spec.replicas ?? 1;
  if (updated < wanted) return waiting(`${updated} out of ${wanted} new replicas have been updated`);
  if (replicas > updated) return waiting(`${replicas - updated} old replicas are pending termination`);
  if (available < updated) return waiting(`${available} of ${updated} updated replicas are available`);
  return { done: true, message: `deployment "${metadata.name}" successfully rolled out\n` };
}

function daemonSetStatus({ metadata, ...object }: KubeObject): { done: boolean; message: string } {
  const now = (object['status'] ?? {}) as Record<string, number | undefined>;
  const [wanted, updated, available] = ['desiredNumberScheduled', 'updatedNumberScheduled', 'numberAvailable'].map(
    (field) => now[field] ?? 0,
  );
  const waiting = (text: string) => ({
    done: false,
    message: `Waiting for daemon set "${metadata.name}" rollout to finish: ${text}...\n`,
  });
  if ((updated ?? 0) < (wanted ?? 0)) return waiting(`${updated} out of ${wanted} new pods have been updated`);
  if ((available ?? 0) < (wanted ?? 0)) return waiting(`${available} of ${wanted} updated pods are available`);
  return { done: true, message: `daemon set "${metadata.name}" successfully rolled out\n` };
}

export const history: Run = async (context) => {
  const cluster = await openCluster(context);
  const { tableText } = await import('../../render/kubectl/history.ts');
  for (const selected of await readSelected(context)) {
    if (selected.object.kind !== 'Deployment') throw new UserError(historyProblem(selected.object), 1);
    const deployment = deploymentOf(selected, 'history viewer');
    const revisions = revisionsOf(cluster, deployment);
    const wanted = Number(text(context, 'revision') || 0);
    const heading = qualifiedName(selected.of, deployment.metadata.name);
    if (wanted === 0) {
      context.io.out(`${heading} \n${tableText(revisions)}\n`);
      continue;
    }
    const found = revisions.find(({ revision }) => revision === wanted);
    if (!found) throw new UserError(`unable to find the specified revision`, 1);
    const { templateText } = await import('../../render/kubectl/history.ts');
    context.io.out(`${heading} with revision #${wanted}\n${templateText(found.set.spec.template)}\n`);
  }
};

/** Upstream's HistoryViewerFor: kinds that run pods have no viewer, all others are not even looked for. */
function historyProblem(object: KubeObject): string {
  const kind = groupedKind(object);
  if (RUNS_PODS.includes(object.kind)) return `no history viewer has been implemented for ${JSON.stringify(kind)}`;
  const reason = `no visitor method exists for {${groupOf(object)} ${object.kind}}`;
  return `error retrieving history for ${JSON.stringify(kind)}, ${reason}`;
}

/** `Deployment.apps`, `Service`: Go's text of a GroupKind. */
function groupedKind(object: KubeObject): string {
  const group = groupOf(object);
  return group === '' ? object.kind : `${object.kind}.${group}`;
}

async function readSelected(context: CommandContext): Promise<Selected[]> {
  if (context.args.length === 0) throw new UserError('required resource not specified', 1);
  const targets = parseTargets(context.args);
  const { found, problems } = findAll(await openCluster(context), targets, queryOf(context));
  report(context, problems);
  return found.flatMap(({ of, objects }) => objects.map((object) => ({ of, object })));
}

function deploymentOf({ of, object }: Selected, what: string): Deployment {
  if (object.kind !== 'Deployment')
    throw new UserError(`no ${what} has been implemented for ${JSON.stringify(groupedPlural(of))}`, 1);
  return object as Deployment;
}

function isPaused(object: KubeObject): boolean {
  return (object as Deployment).spec.paused === true;
}

function withPaused(deployment: Deployment, paused: boolean): Deployment {
  const { paused: _, ...spec } = deployment.spec;
  return { ...deployment, spec: paused ? { ...spec, paused } : spec };
}

function named({ of, object }: Selected): string {
  return `${groupedPlural(of)} ${JSON.stringify(object.metadata.name)}`;
}

/** kubectl's name for this command as a writer of fields. */
const ROLLOUT = { fieldManager: 'kubectl-rollout' };
