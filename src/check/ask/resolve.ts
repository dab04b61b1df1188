import type { Service } from '../../api/service/type.ts';
import { throwawayPod, type Asker } from '../../discovery/resolver/asker.ts';
import { dnsClient, isReply } from '../../discovery/resolver/client.ts';
import { lookupHints } from '../../discovery/resolver/hints.ts';
import { resolveFor } from '../../discovery/resolver/resolve.ts';
import { candidates } from '../../discovery/resolver/candidates.ts';
import { recordData } from '../../discovery/message/record.ts';
import { parseTarget, podsOf } from '../targets.ts';
import type { ResolveExpectation } from '../traffic-test.ts';
import { differs, setDiffers, type Finding, type Scene } from './finding.ts';

/** Whether the name resolves as expected where it is asked. */
export function askResolve(scene: Scene, expected: ResolveExpectation): Finding {
  const { cluster } = scene;
  const asker = askerOf(scene, expected);
  const { rcode, answers, exchanges } = expected.type === undefined || /^a$/i.test(expected.type) ? addressesOf(scene, asker, expected) : recordsOf(scene, asker, expected, expected.type); // prettier-ignore
  const service = expected.service === undefined ? undefined : clusterAddresses(scene, expected.service);
  const wanted = expected.rcode ?? (expected.addresses || service ? 'NOERROR' : undefined);
  const problems = [
    ...differs(`${expected.name}: rcode`, wanted ?? 'NOERROR', rcode),
    ...(expected.addresses ? setDiffers(`${expected.name}: addresses`, expected.addresses, answers) : []),
    ...(service ? setDiffers(`${expected.name}: addresses of Service ${expected.service}`, service, answers) : []),
  ];
  if (problems.length === 0) return { problems };
  const [hint] = lookupHints(cluster, asker, expected.name, exchanges);
  return { problems, reason: rcode, ...(hint === undefined ? {} : { fix: hint }) };
}

interface Found {
  readonly rcode: string;
  readonly answers: readonly string[];
  readonly exchanges: ReturnType<typeof resolveFor>['queries'];
}

function addressesOf({ cluster }: Scene, asker: Asker, { name }: ResolveExpectation): Found {
  const { rcode, addresses, queries } = resolveFor(cluster, asker, name);
  return { rcode, answers: addresses, exchanges: queries };
}

/** The first answer on the search list that has records of the type. */
function recordsOf({ cluster }: Scene, asker: Asker, { name }: ResolveExpectation, type: string): Found {
  const client = dnsClient(cluster, asker);
  const [server = ''] = client.settings.nameservers;
  let rcode = 'TIMEOUT';
  for (const candidate of candidates(name, client.settings, 'bind')) {
    const { result } = client.ask(server, { name: candidate, type: type.toUpperCase() });
    if (!isReply(result)) continue;
    rcode = result.rcode;
    if (result.answers.length > 0)
      return { rcode, answers: result.answers.map(recordData), exchanges: client.exchanges };
  }
  return { rcode, answers: [], exchanges: client.exchanges };
}

function askerOf({ cluster }: Scene, { from, namespace }: ResolveExpectation): Asker {
  if (from === undefined) return throwawayPod(namespace ?? 'default');
  if (from.startsWith('node/')) return { kind: 'node', node: parseTarget(from).name };
  const [pod] = podsOf(cluster, from, namespace);
  return pod ? { kind: 'pod', pod } : throwawayPod(namespace ?? 'default');
}

function clusterAddresses({ cluster }: Scene, text: string): readonly string[] {
  const [namespace = '', name = ''] = text.includes('/') ? text.split('/') : ['default', text];
  const service = cluster.get('services', namespace, name) as Service | undefined;
  return service?.spec.clusterIPs ?? [];
}
