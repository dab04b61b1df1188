import type { Cluster } from '../../cluster/cluster.ts';
import { corefileError, parseCorefile, type Directive, type ServerBlock } from '../corefile/parse.ts';
import { serverKey } from '../corefile/zones.ts';
import { inZone } from '../message/name.ts';
import { CLASS_IN } from '../message/record.ts';
import { bareReply, type Question, type Reply } from '../message/reply.ts';
import { setupCache } from './cache.ts';
import { setupForward } from './forward.ts';
import { setupHosts } from './hosts.ts';
import { setupKubernetes } from './kubernetes/plugin.ts';
import { setupLoadbalance } from './loadbalance.ts';
import type { Asked, Next, Plugin, PluginSetup } from './plugin.ts';
import { setupRewrite } from './rewrite.ts';
import { setupTemplate } from './template.ts';

/** The plug-ins that change answers, in the order in which CoreDNS chains them (plugin.cfg), whatever the Corefile's order. */
const CHAIN: readonly (readonly [name: string, setup: PluginSetup])[] = [
  ['loadbalance', setupLoadbalance],
  ['rewrite', setupRewrite],
  ['cache', setupCache],
  ['template', setupTemplate],
  ['hosts', setupHosts],
  ['kubernetes', setupKubernetes],
  ['forward', setupForward],
];

/** Plug-ins that watch, log, listen or tune: no answer depends on them here. `transfer` decides about AXFR, which the server asks for. */
const WITHOUT_ANSWERS = new Set([
  'root', 'metadata', 'cancel', 'timeouts', 'multisocket', 'reload', 'bufsize', 'bind', 'debug', 'trace', 'ready', 'health', 'pprof',
  'prometheus', 'errors', 'log', 'dnstap', 'loop', 'tls', 'transfer', 'nsid', 'local', 'minimal', 'on',
]); // prettier-ignore

/** Plug-ins that CoreDNS knows and kubesim does not play: answers that depend on them would be wrong. */
const NOT_SIMULATED = new Set([
  'geoip', 'grpc_server', 'https', 'https3', 'quic', 'proxyproto', 'shed', 'dns64', 'any', 'chaos', 'tsig', 'autopath', 'acl', 'header',
  'dnssec', 'route53', 'azure', 'clouddns', 'k8s_external', 'file', 'auto', 'secondary', 'etcd', 'grpc', 'erratic', 'whoami', 'sign',
  'view', 'nomad',
]); // prettier-ignore

/** How often a server asks itself before it gives up: a rewrite could lead in a circle. */
const LOOKUP_LIMIT = 8;

export interface DnsServer {
  /** The reply to one question about the cluster. Pure: the same cluster and question give the same reply. */
  answer(cluster: Cluster, question: Question): Reply;
  /** Plug-ins named in the Corefile that are not simulated, as warnings for a person. */
  readonly warnings: readonly string[];
  /** Whether zone transfers are allowed (`transfer { to * }`). */
  readonly transfers: boolean;
  readonly blocks: readonly ServerBlock[];
}

interface Site {
  readonly zone: string;
  readonly plugins: readonly Plugin[];
}

/** The server that a Corefile describes, on port 53. Throws a UserError in CoreDNS's words where CoreDNS would not start. */
export function dnsServer(corefile: string): DnsServer {
  const blocks = parseCorefile(corefile);
  const warnings: string[] = [];
  const sites: Site[] = [];
  let transfers = false;
  for (const block of blocks) {
    const keys = block.keys.map(serverKey).filter(({ port, transport }) => port === 53 && transport === 'dns');
    if (keys.length === 0) continue;
    checkNames(block, warnings);
    transfers ||= block.directives.some(isOpenTransfer);
    const zones = keys.map(({ zone }) => zone);
    const plugins = CHAIN.flatMap(([name, setup]) =>
      block.directives
        .filter((directive) => directive.name === name)
        .flatMap((directive) => setup(directive, { zones }) ?? []),
    );
    for (const zone of zones) sites.push({ zone, plugins });
  }
  const answer = (cluster: Cluster, question: Question, depth = 0): Reply => {
    if ((question.class ?? CLASS_IN) !== CLASS_IN) return bareReply('REFUSED');
    let site: Site | undefined;
    for (const one of sites) {
      if (inZone(question.name, one.zone) && (!site || one.zone.length > site.zone.length)) site = one;
    }
    if (!site || site.plugins.length === 0 || depth > LOOKUP_LIMIT)
      return bareReply(depth > LOOKUP_LIMIT ? 'SERVFAIL' : 'REFUSED');
    return chained(site.plugins, { cluster, lookup: (other) => answer(cluster, other, depth + 1) })(question);
  };
  return { answer: (cluster, question) => answer(cluster, question), warnings, transfers, blocks };
}

function chained(plugins: readonly Plugin[], asked: Asked): Next {
  return plugins.reduceRight<Next>(
    (next, plugin) => (question) => plugin(question, asked, next),
    () => bareReply('SERVFAIL', { outside: [] }),
  );
}

function checkNames(block: ServerBlock, warnings: string[]): void {
  for (const directive of block.directives) {
    if (CHAIN.some(([name]) => name === directive.name) || WITHOUT_ANSWERS.has(directive.name)) continue;
    if (!NOT_SIMULATED.has(directive.name)) throw corefileError(directive, `Unknown directive '${directive.name}'`);
    warnings.push(
      `Corefile:${directive.line}: plugin ${directive.name} is not simulated: answers that depend on it differ`,
    );
  }
}

function isOpenTransfer(directive: Directive): boolean {
  return directive.name === 'transfer' && directive.block.some(({ name, args }) => name === 'to' && args.length > 0);
}
