import { describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/cluster/config.ts';
import { seededRandom } from '../../src/net/random.ts';
import { clusterOf } from '../recordings/load-dump.ts';
import { ask, clusterWith, node, pod, service, slice } from './situations.ts';

const WEB = [pod('web-1', '10.244.1.5'), pod('web-2', '10.244.2.5'), service('web', '10.96.0.20'), slice('web', ['10.244.1.5', '10.244.2.5'])]; // prettier-ignore

describe('sources', () => {
  const cluster = clusterWith(WEB);
  test.each([
    ['10.96.0.20 80', undefined, 'pod', /throwaway pod on node1/],
    ['192.168.2.119 31000', undefined, 'external', /outside/],
    ['127.0.0.1 31000', undefined, 'node', /never leaves a host/],
  ])('tcp %s without --from', (words, from, kind, assumed) => {
    const { source } = ask(cluster, `tcp ${words}`, { from });
    expect(source.kind).toBe(kind);
    expect(source.assumed).toMatch(assumed);
  });

  test('a pod that does not exist is named, with where one of its name is', () => {
    expect(() => ask(cluster, 'tcp 10.96.0.20 80', { from: 'pod/nobody' })).toThrow(/pods "nobody" not found/);
    expect(() => ask(cluster, 'tcp 10.96.0.20 80', { from: 'pod/web-1', namespace: 'shop' })).toThrow(
      /not found in namespace "shop"/,
    );
    expect(() => ask(cluster, 'tcp 10.96.0.20 80', { from: 'moon' })).toThrow(/not found/);
    expect(() => ask(cluster, 'tcp 10.96.0.20 80', { from: 'moon=dark' })).toThrow(/expected pod\/NAME/);
  });

  test('a throwaway pod takes an address that nobody has', () => {
    const { source } = ask(cluster, 'tcp 10.96.0.20 80');
    expect(source.ip).toBe('10.244.1.254');
  });
});

describe('masquerade', () => {
  test('towards a pod of its own a node uses the bridge address, with routed veths its own', () => {
    const cluster = clusterWith(WEB);
    const seen = (podNetwork: 'bridge' | 'ptp'): (string | undefined)[] =>
      ask(cluster, 'tcp 10.96.0.20 80', { from: 'node/node1', podNetwork }).outcomes.map((each) => each.sourceSeen);
    expect(seen('bridge')).toEqual(['10.244.1.1', '192.168.2.118']);
    expect(seen('ptp')).toEqual(['192.168.2.118', '192.168.2.118']);
  });

  test('through an overlay it is the address of flannel.1', () => {
    const cluster = clusterWith(WEB, { overlay: 'vxlan' });
    const seen = ask(cluster, 'tcp 10.96.0.20 80', { from: 'node/node1' }).outcomes.map((each) => each.sourceSeen);
    expect(seen).toEqual(['10.244.1.1', '10.244.1.0']);
  });

  test('by a veth without address IPv6 takes the address nearest to the destination', () => {
    const dual = node('node1', 'fd00:192:168::118', 'fd00:10:244:1::/64');
    const seen = (overlay: 'routed' | 'vxlan'): string | undefined => {
      const cluster = clusterOf([dual, { ...pod('six', 'fd00:10:244:1::5'), spec: { nodeName: 'node1', containers: [] } }], { ...DEFAULT_CONFIG, overlay }); // prettier-ignore
      return ask(cluster, 'tcp fd00:10:244:1::5 80', { from: 'node/node1', podNetwork: 'ptp' }).outcomes[0]?.sourceSeen;
    };
    expect([seen('routed'), seen('vxlan')]).toEqual(['fd00:192:168::118', 'fd00:10:244:1::']);
  });

  test('a pod that is sent to itself is masqueraded', () => {
    const { outcomes } = ask(clusterWith(WEB), 'tcp 10.96.0.20 80', { from: 'pod/web-1' });
    expect(outcomes.map((each) => [each.endpoint?.pod, each.sourceSeen])).toEqual([
      ['default/web-1', '10.244.1.1'],
      ['default/web-2', '10.244.1.5'],
    ]);
  });
});

describe('the end', () => {
  test.each([
    ['no endpoints', [service('web', '10.96.0.20')], 'rejected', 'NO_ENDPOINTS'],
    ['none ready', [service('web', '10.96.0.20'), slice('web', ['10.244.1.5'], 80, false)], 'rejected', 'NO_READY_ENDPOINTS'],
    ['a port the Service lacks', [service('web', '10.96.0.20', { ports: [{ port: 81 }] })], 'unrouted', 'PORT_NOT_EXPOSED'],
    ['an address nobody has', [], 'unrouted', 'CLUSTERIP_UNALLOCATED'],
    ['a pod without a listener', [pod('web-1', '10.244.1.5', { listen: '8080' }), service('web', '10.96.0.20'), slice('web', ['10.244.1.5'])], 'refused', 'TARGET_PORT_CLOSED'],
    ['an endpoint that no pod has any more', [service('web', '10.96.0.20'), { ...slice('web', ['10.244.1.77']), endpoints: [{ addresses: ['10.244.1.77'] }] }], 'dropped', 'NO_SUCH_POD'],
    ['internalTrafficPolicy Local elsewhere', [pod('web-2', '10.244.2.5'), service('web', '10.96.0.20', { internalTrafficPolicy: 'Local' }), slice('web', ['10.244.2.5'])], 'dropped', 'NO_LOCAL_ENDPOINTS'],
  ])('%s', (_, objects, verdict, reason) => {
    const result = ask(clusterWith(objects), 'tcp 10.96.0.20 80');
    expect([result.verdict, result.reason]).toEqual([verdict, reason]);
    expect(result.message).not.toBe('');
    expect(result.outcomes.reduce((sum, each) => sum + each.probability, 0)).toBe(1);
  }); // prettier-ignore

  test('a host answers on the ports of its hostNetwork pods, the kubelet and Service endpoints only', () => {
    const cluster = clusterWith([
      pod('agent', '192.168.2.118', { hostNetwork: true, ports: [{ containerPort: 9100 }] }),
    ]);
    const verdict = (port: number): string => ask(cluster, `tcp 192.168.2.118 ${port}`, { from: 'external' }).verdict;
    expect([verdict(9100), verdict(10250), verdict(22), verdict(10256)]).toEqual([
      'delivered',
      'delivered',
      'refused',
      'refused',
    ]);
  });

  test('kube-proxy answers health checks where its pod runs', () => {
    const proxy = pod('kube-proxy-1', '192.168.2.118', { hostNetwork: true, namespace: 'kube-system', labels: { 'k8s-app': 'kube-proxy' }, ports: [] }); // prettier-ignore
    const lb = service('lb', '10.96.0.30', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30123 }); // prettier-ignore
    const cluster = clusterWith([proxy, lb]);
    const verdict = (address: string): string => ask(cluster, `tcp ${address} 30123`, { from: 'external' }).verdict;
    expect([verdict('192.168.2.118'), verdict('192.168.2.119')]).toEqual(['delivered', 'refused']);
  });
});

describe('the way back', () => {
  test('an answer that does not come past the node that translated is no answer', () => {
    const exposed = service('web', '10.96.0.20', { type: 'NodePort', externalTrafficPolicy: 'Local', ports: [{ port: 80, protocol: 'TCP', targetPort: 80, nodePort: 30080 }] }); // prettier-ignore
    const cluster = clusterWith([pod('web-2', '10.244.2.5'), pod('client', '10.244.2.9', { labels: { app: 'c' } }), exposed, slice('web', ['10.244.2.5'])]); // prettier-ignore
    const result = ask(cluster, 'tcp 192.168.2.118 30080', { from: 'pod/client' });
    expect([result.verdict, result.reason]).toEqual(['dropped', 'REPLY_BYPASSES_NAT']);
    expect(ask(cluster, 'tcp 192.168.2.119 30080', { from: 'pod/client' }).verdict).toBe('delivered');
  });

  test('so is a refusal', () => {
    const closed = [pod('web-2', '10.244.2.5', { listen: '81' }), service('web', '10.96.0.20'), slice('web', ['10.244.2.5'])]; // prettier-ignore
    const end = (node: string, clusterCIDR: string): string[] => {
      const cluster = clusterWith(closed, { proxy: { ...DEFAULT_CONFIG.proxy, clusterCIDR } });
      const { verdict, reason } = ask(cluster, 'tcp 10.96.0.20 80', { from: 'external', node });
      return [verdict, reason];
    };
    expect(end('node1', '')).toEqual(['dropped', 'REPLY_BYPASSES_NAT']);
    expect(end('node2', '')).toEqual(['refused', 'TARGET_PORT_CLOSED']);
    expect(end('node1', '10.244.0.0/16')).toEqual(['refused', 'TARGET_PORT_CLOSED']);
  });

  test('every answer comes from the address that was asked', () => {
    const result = ask(clusterWith(WEB), 'tcp 10.96.0.20 80', { from: 'node/node2' });
    for (const path of result.paths) {
      const last = path.steps.at(-1);
      expect(last?.phase).toBe('reply');
      expect([last?.packet.source.text, last?.packet.sourcePort]).toEqual(['10.96.0.20', 80]);
      expect(last?.packet.destination.text).toBe('192.168.2.119');
    }
  });
});

describe('source ranges', () => {
  test.each([
    ['iptables', 'delivered', 'DELIVERED'],
    ['ipvs', 'dropped', 'SOURCE_RANGE'],
  ] as const)('a range of everybody, which no ipset holds (%s)', (mode, verdict, reason) => {
    const lb = service('web', '10.96.0.20', { type: 'LoadBalancer', loadBalancerSourceRanges: ['0.0.0.0/0', '10.244.1.0/24'] }); // prettier-ignore
    const status = { loadBalancer: { ingress: [{ ip: '203.0.113.10' }] } };
    const objects = [pod('web-2', '10.244.2.5'), { ...lb, status }, slice('web', ['10.244.2.5'])];
    const cluster = clusterWith(objects, { proxy: { ...DEFAULT_CONFIG.proxy, mode } });
    const result = ask(cluster, 'tcp 203.0.113.10 80', { from: 'external' });
    expect([result.verdict, result.reason]).toEqual([verdict, reason]);
  });
});

describe('affinity', () => {
  const sticky = clusterWith([...WEB.slice(0, 2), service('web', '10.96.0.20', { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } }), slice('web', ['10.244.1.5', '10.244.2.5'])]); // prettier-ignore

  test.each(['iptables', 'nftables', 'ipvs'] as const)(
    'a client comes back to its pod until the time is over (%s)',
    (mode) => {
      const cluster = clusterWith([...sticky.all('pods').values(), ...sticky.all('services').values(), ...sticky.all('endpointslices').values()], { proxy: { ...DEFAULT_CONFIG.proxy, mode } }); // prettier-ignore
      const random = seededRandom('affinity');
      const first = ask(cluster, 'tcp 10.96.0.20 80', { from: 'pod=10.244.1.9', random, now: 1000 });
      expect(first.outcomes).toHaveLength(2);
      const again = ask(cluster, 'tcp 10.96.0.20 80', {
        from: 'pod=10.244.1.9',
        random,
        now: 1030,
        memory: first.memory,
      });
      expect(again.outcomes.map((each) => each.endpoint?.ip)).toEqual([first.paths[first.shown]?.outcome.endpoint?.ip]);
      const other = ask(cluster, 'tcp 10.96.0.20 80', {
        from: 'pod=10.244.1.10',
        random,
        now: 1030,
        memory: first.memory,
      });
      // Round robin knows who is next, the others draw lots.
      expect(other.outcomes).toHaveLength(mode === 'ipvs' ? 1 : 2);
      const later = ask(cluster, 'tcp 10.96.0.20 80', {
        from: 'pod=10.244.1.9',
        random,
        now: 1200,
        memory: first.memory,
      });
      expect(later.outcomes).toHaveLength(mode === 'ipvs' ? 1 : 2);
    },
  );
});

describe('a load balancer in front', () => {
  test('sends to nodes with an endpoint only, where the policy is Local', () => {
    const lb = service('web', '10.96.0.20', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports: [{ port: 80, protocol: 'TCP', targetPort: 80, nodePort: 30080 }] }); // prettier-ignore
    const status = { loadBalancer: { ingress: [{ ip: '203.0.113.10', ipMode: 'VIP' }] } };
    const cluster = clusterWith([pod('web-2', '10.244.2.5'), { ...lb, status }, slice('web', ['10.244.2.5'])]);
    expect(ask(cluster, 'tcp 203.0.113.10 80', { from: 'load-balancer' }).verdict).toBe('delivered');
    expect(ask(cluster, 'tcp 203.0.113.10 80', { from: 'external', node: 'node1' }).reason).toBe('NO_LOCAL_ENDPOINTS');
  });
});
