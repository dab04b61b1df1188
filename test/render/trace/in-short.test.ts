import { expect, test } from 'vitest';
import { detailedTrace } from '../../../src/render/trace/detailed.ts';
import { inShort } from '../../../src/render/trace/in-short.ts';
import { ask, clusterWith, pod, service, slice } from '../../trace/situations.ts';

const web = [pod('web-1', '10.244.1.5', { listen: '80' }), pod('web-2', '10.244.2.6', { listen: '80' })];
const far = slice('web', ['10.244.2.6']);
const cluster = clusterWith([
  ...web,
  far,
  service('web', '10.96.0.20', { type: 'NodePort', ports: [{ port: 80, targetPort: 80, nodePort: 30080 }] }),
  service('lonely', '10.96.0.30'),
  service('wrong', '10.96.0.40', { ports: [{ port: 80, targetPort: 81 }] }),
  slice('wrong', ['10.244.1.5'], 81),
]);

test.each<[string, string, string | undefined, string[]]>([
  ['over to another node and back', 'tcp 10.96.0.20 80', 'pod=10.244.1.7', ['The pod (10.244.1.7) sends the packet to 10.96.0.20:80.', 'On node1 a rule replaces this destination by 10.244.2.6:80, an endpoint of the Service.', 'node1 passes it on to node2.', 'node2 hands it to pod default/web-2.', 'The answer is translated back on its way: for the client it comes from 10.96.0.20:80, the address it had asked.']],
  ['straight to a pod', 'tcp 10.244.2.6 80', 'node/node2', ['A process on node2 (10.244.2.1) sends the packet to 10.244.2.6:80.', 'node2 hands it to pod default/web-2.', 'The answer comes straight back from 10.244.2.6:80.']],
  ['no endpoints', 'tcp 10.96.0.30 80', 'pod=10.244.1.7', ['The pod (10.244.1.7) sends the packet to 10.96.0.30:80.', 'A rule of node1 rejects it (chain KUBE-SERVICES): the client is told at once.']],
  ['nobody listens', 'tcp 10.96.0.40 80', 'pod=10.244.1.7', ['The pod (10.244.1.7) sends the packet to 10.96.0.40:80.', 'On node1 a rule replaces this destination by 10.244.1.5:81, an endpoint of the Service.', 'node1 hands it to pod default/web-1, where nobody listens on that port.']],
  ['a port that the Service does not have', 'tcp 10.96.0.20 81', 'pod=10.244.1.7', ['The pod (10.244.1.7) sends the packet to 10.96.0.20:81.', 'No rule of node1 knows this destination: the packet leaves the cluster unchanged, and nobody out there answers.']],
  ['a node port that nobody opened', 'tcp 192.168.2.118 30081', 'external', ['The client (198.51.100.7) sends the packet to 192.168.2.118:30081.', "The address is node1's own, and nobody listens on that port: the client is told at once."]],
  ['a masqueraded client', 'tcp 192.168.2.118 30080', 'external', ['The client (198.51.100.7) sends the packet to 192.168.2.118:30080.', 'On node1 a rule replaces this destination by 10.244.2.6:80, an endpoint of the Service.', "node1 puts its own address 192.168.2.118 in the place of the sender's, so that the answer comes back to it.", 'node1 passes it on to node2.', 'node2 hands it to pod default/web-2.', 'The answer is translated back on its way: for the client it comes from 192.168.2.118:30080, the address it had asked.']],
])('%s', (_, words, from, sentences) => {
  const result = ask(cluster, words, { from });
  expect(inShort(result)).toEqual(sentences);
  expect(detailedTrace(result)).toContain(`In short\n  ${sentences[0]}\n`);
}); // prettier-ignore

test('a packet that was never sent has no story', () => {
  const result = ask(cluster, 'tcp nobody 80');
  expect(inShort(result)).toEqual([]);
  expect(detailedTrace(result)).not.toContain('In short');
});
