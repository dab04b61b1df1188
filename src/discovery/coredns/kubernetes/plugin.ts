import type { Cluster } from '../../../cluster/cluster.ts';
import { closestZone, inZone } from '../../message/name.ts';
import type { ResourceRecord, SoaRecord } from '../../message/record.ts';
import { bareReply, type Question } from '../../message/reply.ts';
import { addressOfReverse } from '../../message/reverse.ts';
import type { Asked, Plugin, PluginSetup } from '../plugin.ts';
import { addressRecords } from './addresses.ts';
import { findRecords, type Findings } from './find.ts';
import { nameServers } from './name-server.ts';
import { kubernetesOptions, type KubernetesOptions } from './options.ts';
import { parseName } from './request.ts';
import { pointers, srvRecords } from './services.ts';

/** The schema of names and records that the zone follows, and how long that may be remembered. */
const SCHEMA = { version: '1.1.0', ttl: 28800 } as const;

/** What the plug-in makes of a question in its zones. `exists: false` is NXDOMAIN, no answers NODATA. */
interface Outcome {
  readonly exists: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly additional?: readonly ResourceRecord[];
}

const NAME_ERROR: Outcome = { exists: false, answers: [] };

/** CoreDNS's `kubernetes` plug-in: the zone of the Kubernetes DNS specification 1.1.0, computed name by name from the cluster. */
export const setupKubernetes: PluginSetup = (directive, setup): Plugin => {
  const options = kubernetesOptions(directive, setup);
  return (question, asked, next) => {
    const held = closestZone(question.name, options.zones);
    if (held === undefined) return next(question);
    const zone = question.name.slice(question.name.length - held.length);
    if (question.type === 'AXFR' || question.type === 'IXFR') return bareReply('REFUSED');
    const { exists, answers, additional = [] } = outcome(options, question, zone, asked);
    if (!exists && options.fallthrough?.some((one) => inZone(question.name, one))) return next(question);
    const dependsOn = serviceOf(question, zone, answers);
    const base = { authoritative: true, ...(dependsOn === undefined ? {} : { dependsOn }) };
    if (answers.length > 0) return bareReply('NOERROR', { ...base, answers, additional });
    return bareReply(exists ? 'NOERROR' : 'NXDOMAIN', {
      ...base,
      authority: [startOfAuthority(asked.cluster, options, zone)],
    });
  };
};

function outcome(options: KubernetesOptions, { name, type }: Question, zone: string, asked: Asked): Outcome {
  const { cluster } = asked;
  const { ttl } = options;
  const isApex = name.length === zone.length;
  // CoreDNS compares with the zone in the question's case: in capitals, the zone has no name servers.
  const isNameServer = (asking: string): boolean => asking.toLowerCase() === `ns.dns.${zone}`;
  const find = (asking: string): Findings => {
    if (!isNameServer(asking)) return findRecords(cluster, options, asking, zone);
    const kind = type === 'A' || type === 'AAAA' ? type : undefined;
    return nameServers(cluster, options, zone).flatMap(({ address }) =>
      kind && address.includes(':') === (kind === 'AAAA') ? [{ kind, host: address, port: 0, target: asking }] : [],
    );
  };
  const known = (records: readonly ResourceRecord[] | undefined): Outcome =>
    records ? { exists: true, answers: records } : NAME_ERROR;
  switch (type) {
    case 'A':
    case 'AAAA':
      return known(addressRecords({ type, zone, ttl, asked, find }, name));
    case 'TXT': {
      if (name.slice(0, name.length - zone.length).toLowerCase() === 'dns-version.') {
        return known([{ name, ttl: SCHEMA.ttl, type: 'TXT', strings: [SCHEMA.version] }]);
      }
      return (findRecords(cluster, options, name, zone)?.length ?? 0) > 0 ? known([]) : NAME_ERROR;
    }
    case 'CNAME': {
      const [first] = find(name) ?? [];
      if (first?.kind === 'CNAME') return known([{ name, ttl, type: 'CNAME', target: first.host }]);
      return known(find(name) && []);
    }
    case 'PTR': {
      const address = addressOfReverse(name);
      if (!address) return known(findRecords(cluster, options, name, zone) && []);
      const records = pointers(cluster, options, name, address.text);
      return records.length > 0 ? known(records) : NAME_ERROR;
    }
    case 'SRV': {
      const list = find(name);
      return list ? { exists: true, ...srvRecords(name, ttl, list) } : NAME_ERROR;
    }
    case 'SOA':
      return known(isApex ? [startOfAuthority(cluster, options, zone)] : []);
    case 'NS': {
      if (!isApex || zone !== zone.toLowerCase()) break;
      const servers = nameServers(cluster, options, zone);
      const names = [...new Set(servers.map((server) => server.name))];
      return {
        exists: true,
        answers: names.map((target) => ({ name, ttl, type: 'NS', target })),
        additional: servers.map((server) => ({
          name: server.name, ttl, type: server.address.includes(':') ? 'AAAA' : 'A', address: server.address,
        })), // prettier-ignore
      };
    }
    case 'MX':
      return known(find(name) && []);
  }
  return known(addressRecords({ type: 'A', zone, ttl, asked, find }, name) && []);
}

/** The zone's SOA record. Its serial counts the cluster's changes: upstream takes the time of the last one. */
export function startOfAuthority(cluster: Cluster, options: KubernetesOptions, zone: string): SoaRecord {
  const mname = zone === '.' ? 'ns.dns.' : `ns.dns.${zone}`;
  const rname = zone === '.' ? 'hostmaster.' : `hostmaster.${zone}`;
  const times = { refresh: 7200, retry: 1800, expire: 86400, minimum: options.ttl };
  const serial = Math.max(1, cluster.revision) >>> 0;
  return { name: zone, ttl: Math.min(300, options.ttl), type: 'SOA', mname, rname, serial, ...times };
}

/** Answers without a CNAME or a pointer depend on the one Service they are about; everything else on more than that. */
function serviceOf({ name, type }: Question, zone: string, answers: readonly ResourceRecord[]): string | undefined {
  if (answers.length === 0 || (type !== 'A' && type !== 'AAAA' && type !== 'SRV')) return undefined;
  if (answers.some((record) => record.type === 'CNAME')) return undefined;
  const request = parseName(name, zone);
  if (request?.kind !== 'svc' || request.service === '') return undefined;
  return `${request.namespace}/${request.service}`.toLowerCase();
}
