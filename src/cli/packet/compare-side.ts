import { closeSync, openSync, readSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Cluster } from '../../cluster/cluster.ts';
import { Transaction } from '../../cluster/transaction.ts';
import { initCluster } from '../../controllers/bootstrap/init.ts';
import { reconcile } from '../../controllers/reconcile.ts';
import { seededRandom } from '../../net/random.ts';
import { UserError } from '../../net/user-error.ts';
import { checkTools } from '../check/tools.ts';
import type { CommandContext } from '../command.ts';
import { globalOptions } from '../globals.ts';
import { openStore } from '../store.ts';
import { openCluster, overridesOf } from '../workspace.ts';

/**
 * One side of a comparison: `current`, `mode=ipvs`, `version=1.20` (the cluster at rest, otherwise), a state file, a dump, or
 * manifests (a file or a folder) in a fresh cluster. Throws UserError for anything else.
 */
export async function compareSide(context: CommandContext, word: string): Promise<Cluster> {
  if (word === 'current') return openCluster(context);
  if (/^(mode|version)=/.test(word)) return overridden(await openCluster(context), context, word);
  if (isStateFile(word)) {
    const cluster = await openStore(word).read();
    if (!cluster) throw new UserError(`${word} holds no cluster`);
    return overridden(cluster, context, '');
  }
  const documents = await checkTools.load([relative('/', resolve(word))], '/compare');
  if (documents.some(isNodeOfDump)) return overridden(checkTools.importDump(documents), context, '');
  const surroundings = { now: context.surroundings.now, random: seededRandom(context.globals.seed ?? 'compare') };
  const { proxyMode, kubeVersion } = context.globals;
  const options = { ...(proxyMode === undefined ? {} : { proxyMode: proxyMode as 'iptables' }), ...(kubeVersion === undefined ? {} : { kubeVersion }) }; // prettier-ignore
  const transaction = new Transaction(initCluster(options, surroundings), surroundings);
  await checkTools.apply(transaction, documents);
  reconcile(transaction);
  return transaction.commit();
}

function overridden(cluster: Cluster, context: CommandContext, word: string): Cluster {
  const given: Record<string, unknown> = { proxyMode: context.globals.proxyMode, kubeVersion: context.globals.kubeVersion }; // prettier-ignore
  for (const part of word.split(',').filter(Boolean)) {
    const [name, value] = part.split('=');
    if (name === 'mode') given['proxyMode'] = value;
    else if (name === 'version') given['kubeVersion'] = value;
    else throw new UserError(`${JSON.stringify(part)}: expected mode=MODE or version=VERSION`);
  }
  const change = overridesOf(cluster.config, globalOptions(given, context.io));
  if (!change) return cluster;
  const transaction = new Transaction(cluster, { now: 0, random: seededRandom('') });
  transaction.configure(change);
  return transaction.commit();
}

/** A state file begins with its header. */
function isStateFile(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(64);
      return head
        .subarray(0, readSync(file, head, 0, 64, 0))
        .toString('latin1')
        .startsWith('{"kubesim":"state"');
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

/** A dump tells of nodes as they are; manifests do not. */
function isNodeOfDump(document: unknown): boolean {
  const text = JSON.stringify(document) ?? '';
  return text.includes('"kind":"Node"') && text.includes('"InternalIP"');
}
