import type { Cluster } from '../cluster/cluster.ts';
import { programNode, type NodeProgram } from '../kube-proxy/program.ts';
import { UserError } from '../net/user-error.ts';
import type { CommandContext } from './command.ts';
import { chosenNode } from './node-option.ts';
import { openCluster } from './workspace.ts';

/** A tool's own words on the command line, with kubesim's `--node` taken out of them. */
export interface NodeWords {
  readonly cluster: Cluster;
  readonly program: NodeProgram;
  readonly words: readonly string[];
}

/** Opens the cluster and finds the node that a tool's words are about. Throws UserError where `--node` lacks its value. */
export async function nodeWords(context: CommandContext): Promise<NodeWords> {
  const words: string[] = [];
  let node = context.options['node'];
  for (let i = 0; i < context.args.length; i++) {
    const word = context.args[i] ?? '';
    if (word.startsWith('--node=')) node = word.slice('--node='.length);
    else if (word !== '--node') words.push(word);
    else {
      node = context.args[++i];
      if (node === undefined) throw new UserError('--node needs the name of a node', 2);
    }
  }
  const cluster = await openCluster(context);
  // A listing needs every slice: parsing them in one go is cheaper than one by one.
  cluster.all('endpointslices');
  return { cluster, program: programNode(cluster, chosenNode(cluster, node)), words };
}

/** Says on stderr why a tool of another proxy mode has nothing to show. */
export function tellMode(context: CommandContext, { node, mode }: NodeProgram, wanted: NodeProgram['mode']): void {
  if (mode === wanted) return;
  context.io.err(
    `kube-proxy on ${node} runs in ${mode} mode; --proxy-mode ${wanted} shows what it would program in ${wanted} mode.\n`,
  );
}
