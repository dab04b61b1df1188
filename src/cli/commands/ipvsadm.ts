import { UserError } from '../../net/user-error.ts';
import { connectionsText, listText, saveText, statsText } from '../../ipvs/ipvsadm.ts';
import { ipvsConnections, underLoad, trafficOf } from '../../kube-proxy/ipvs/traffic.ts';
import type { Run } from '../command.ts';
import { nodeWords, tellMode } from '../node-words.ts';
import { keptTraffic } from '../packet/run-trace.ts';

/** `ipvsadm -Ln`, `-Ln --stats`, `-Lnc`, `-Sn` on a node; without any words it lists, as the real one does. */
export const run: Run = async (context) => {
  const { io, surroundings } = context;
  const { cluster, program, words } = await nodeWords(context);
  const asked = flagsOf(words.length === 0 ? ['-L'] : words);
  if (!asked.has('list') && !asked.has('save')) {
    throw new UserError(
      'ipvsadm: only listing is simulated: kube-proxy is the one that writes',
      2,
      'ipvsadm -Ln [--stats|-c] | -Sn [--node NODE]',
    );
  }
  tellMode(context, program, 'ipvs');
  const servers = ([4, 6] as const).flatMap((family) => program.ipvs(family)?.virtualServers ?? []);
  if (asked.has('save')) {
    io.out(saveText(servers));
    return;
  }
  const kept = keptTraffic(cluster);
  const now = surroundings.now / 1000;
  const seen = { node: program.node, now, memory: kept?.memory ?? {}, connections: kept?.conntrack ?? [] };
  if (asked.has('connections')) io.out(connectionsText(ipvsConnections(servers, seen)));
  else if (asked.has('stats')) io.out(statsText(servers, trafficOf(seen)));
  else io.out(listText(underLoad(servers, seen)));
};

type Flag = 'list' | 'save' | 'connections' | 'stats' | 'numeric';

const LONG: Readonly<Record<string, Flag>> = {
  '--list': 'list',
  '--save': 'save',
  '--connection': 'connections',
  '--stats': 'stats',
  '--numeric': 'numeric',
};
const SHORT: Readonly<Record<string, Flag>> = { L: 'list', l: 'list', S: 'save', n: 'numeric', c: 'connections' };

/** ipvsadm's flags: `-Ln`, `-L -n`, `-lnc`. Names are never looked up: a node has no names for cluster addresses. */
function flagsOf(words: readonly string[]): ReadonlySet<Flag> {
  const asked = new Set<Flag>();
  for (const word of words) {
    const long = LONG[word];
    const letters = /^-([A-Za-z]+)$/.exec(word)?.[1];
    if (long) asked.add(long);
    else if (!letters) throw new UserError(`ipvsadm: unexpected argument ${word}`, 2);
    for (const letter of long ? '' : (letters ?? '')) {
      const flag = SHORT[letter];
      if (!flag) throw new UserError(`ipvsadm: unknown option -${letter}`, 2);
      asked.add(flag);
    }
  }
  return asked;
}
