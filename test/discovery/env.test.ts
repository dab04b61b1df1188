import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Pod } from '../../src/api/pod/type.ts';
import type { Service } from '../../src/api/service/type.ts';
import { explainEnvironment } from '../../src/discovery/env/explanation.ts';
import { podEnvironment, podServiceVariables, variablesNow } from '../../src/discovery/env/pod-environment.ts';
import { serviceVariables, type Variable } from '../../src/discovery/env/service-variables.ts';
import { clusterOf, recorded, recordedCluster, RECORDINGS, scenarios } from './recording.ts';

const lines = (variables: readonly Variable[]): string[] => variables.map(({ name, value }) => `${name}=${value}`);

describe('the variables kubelet made', () => {
  for (const scenario of scenarios('1.36', 'env.default.txt')) {
    const cluster = recordedCluster('1.36', scenario);
    for (const file of readdirSync(join(RECORDINGS, '1.36', scenario)).filter((name) => /^env\..*\.txt$/.test(name))) {
      test(`${scenario}/${file}`, () => {
        const [, namespace = '', nolinks] = file.split('.');
        const expected = recorded('1.36', scenario, file)
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('#'));
        const starter = pod('p', namespace, { enableServiceLinks: nolinks !== 'nolinks' });
        expect(lines(podServiceVariables(cluster, starter))).toEqual(expected);
        if (nolinks !== 'nolinks') expect(lines(variablesNow(cluster, namespace))).toEqual(expected);
      });
    }
  }
});

test('names, order and values for odd Services', () => {
  const facts = (name: string, clusterIP: string, ports: Service['spec']['ports']) => ({
    namespace: 'a',
    name,
    clusterIP,
    ports,
  });
  expect(
    lines(
      serviceVariables([
        facts('none', 'None', [{ port: 1 }]),
        facts('q-u-x', '9.8.7.6', [{ port: 8082, protocol: 'TCP' }, { name: 'u-d-p', port: 8083, protocol: 'UDP' }]),
        facts('six', '2001:DB8::', [{ port: 84, protocol: 'SCTP' }]),
      ]),
    ),
  ).toEqual([
    'Q_U_X_SERVICE_HOST=9.8.7.6', 'Q_U_X_SERVICE_PORT=8082', 'Q_U_X_SERVICE_PORT_U_D_P=8083', 'Q_U_X_PORT=tcp://9.8.7.6:8082',
    'Q_U_X_PORT_8082_TCP=tcp://9.8.7.6:8082', 'Q_U_X_PORT_8082_TCP_PROTO=tcp', 'Q_U_X_PORT_8082_TCP_PORT=8082', 'Q_U_X_PORT_8082_TCP_ADDR=9.8.7.6',
    'Q_U_X_PORT_8083_UDP=udp://9.8.7.6:8083', 'Q_U_X_PORT_8083_UDP_PROTO=udp', 'Q_U_X_PORT_8083_UDP_PORT=8083', 'Q_U_X_PORT_8083_UDP_ADDR=9.8.7.6',
    'SIX_SERVICE_HOST=2001:DB8::', 'SIX_SERVICE_PORT=84', 'SIX_PORT=sctp://[2001:DB8::]:84', 'SIX_PORT_84_SCTP=sctp://[2001:DB8::]:84',
    'SIX_PORT_84_SCTP_PROTO=sctp', 'SIX_PORT_84_SCTP_PORT=84', 'SIX_PORT_84_SCTP_ADDR=2001:DB8::',
  ]); // prettier-ignore
});

test('a pod keeps what stood when its containers started, and --explain says why the rest is missing', () => {
  const started = pod('web', 'default', {}, '2026-11-22T05:00:00Z');
  const cluster = clusterOf([
    service('kubernetes', 'default', '10.96.0.1', '2026-11-22T04:00:00Z'),
    service('old', 'default', '10.96.0.2', '2026-11-22T05:00:00Z'),
    service('late', 'default', '10.96.0.3', '2026-11-22T05:00:01Z'),
    service('away', 'other', '10.96.0.4', '2026-11-22T04:00:00Z'),
    service('bare', 'default', 'None', '2026-11-22T04:00:00Z'),
    started,
  ]);
  expect(podServiceVariables(cluster, started).map(({ name }) => name.replace(/_.*/, ''))).not.toContain('LATE');
  expect(lines(variablesNow(cluster, 'default'))).toContain('LATE_SERVICE_HOST=10.96.0.3');
  const reasons = explainEnvironment(cluster, { pod: started }).map(({ service, variables, reason }) => [
    service,
    variables,
    reason,
  ]);
  expect(reasons).toEqual([
    ['default/kubernetes', 7, 'GIVES'],
    ['default/old', 7, 'GIVES'],
    ['default/bare', 0, 'HEADLESS'],
    ['default/late', 0, 'YOUNGER_THAN_POD'],
    ['other/away', 0, 'OTHER_NAMESPACE'],
  ]);
});

test('the container environment: own variables win, values expand, HOME comes last', () => {
  const web = pod('web', 'default', {
    containers: [
      {
        name: 'c',
        env: [
          { name: 'OLD_SERVICE_PORT', value: 'mine' },
          { name: 'URL', value: 'http://$(OLD_SERVICE_HOST):$(OLD_SERVICE_PORT)/$$(X)/$(NOBODY)' },
          { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
          { name: 'SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
        ],
      },
    ],
    nodeName: 'node1',
  });
  const cluster = clusterOf([service('old', 'default', '10.96.0.2', '2026-11-22T04:00:00Z'), web]);
  const { variables, unknown } = podEnvironment(cluster, web);
  expect(lines(variables).slice(0, 6)).toEqual([
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'HOSTNAME=web',
    'OLD_SERVICE_PORT=mine',
    'URL=http://10.96.0.2:mine/$(X)/$(NOBODY)',
    'NODE=node1',
    'OLD_SERVICE_HOST=10.96.0.2',
  ]);
  expect(variables.filter(({ name }) => name === 'OLD_SERVICE_PORT')).toHaveLength(1);
  expect(variables.at(-1)).toEqual({ name: 'HOME', value: '/root' });
  expect(unknown).toEqual(['SECRET']);
});

function pod(name: string, namespace: string, spec: Partial<Pod['spec']>, startTime?: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, uid: name },
    spec: { containers: [{ name: 'c' }], ...spec },
    ...(startTime === undefined ? {} : { status: { startTime } }),
  };
}

function service(name: string, namespace: string, clusterIP: string, creationTimestamp: string): Service {
  const spec = { clusterIP, ports: [{ port: 80, protocol: 'TCP' as const }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, creationTimestamp }, spec };
}
