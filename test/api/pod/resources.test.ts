import { describe, expect, it } from 'vitest';
import { qosClass } from '../../../src/api/pod/qos-class.ts';
import { podAmounts } from '../../../src/api/pod/resources.ts';
import type { Container, Pod, PodSpec } from '../../../src/api/pod/type.ts';
import { quantityText } from '../../../src/api/quantity.ts';

type Amounts = Record<string, string>;

function container(requests: Amounts, limits: Amounts = {}, more: object = {}): Container {
  return { name: 'c', resources: { requests, limits }, ...more };
}

function pod(spec: PodSpec): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec };
}

const both = { cpu: '1', memory: '1Gi' };

describe('the QoS class', () => {
  it.each<[string, PodSpec, string]>([
    ['nothing asked for', { containers: [container({})] }, 'BestEffort'],
    ['zero is nothing', { containers: [container({ cpu: '0' })] }, 'BestEffort'],
    ['other resources do not count', { containers: [container({ 'hugepages-2Mi': '4Mi' })] }, 'BestEffort'],
    ['an init container asks', { containers: [container({})], initContainers: [container({ cpu: '1' })] }, 'Burstable'],
    [
      'both limited, spelled differently',
      { containers: [container({ cpu: '1000m', memory: '1024Mi' }, both)] },
      'Guaranteed',
    ],
    ['one limited', { containers: [container({ cpu: '1' }, { cpu: '1' })] }, 'Burstable'],
    ['one container without', { containers: [container(both, both), container({})] }, 'Burstable'],
    [
      'the pod says it itself',
      { containers: [container({})], resources: { requests: both, limits: both } },
      'Guaranteed',
    ],
  ])('%s', (_, spec, expected) => {
    expect(qosClass(pod(spec))).toBe(expected);
  });
});

describe('what a pod asks for in all', () => {
  const sidecar = { restartPolicy: 'Always' };
  it.each<[string, PodSpec, string]>([
    ['containers add up', { containers: [container({ cpu: '100m' }), container({ cpu: '0.2' })] }, '300m'],
    [
      'an init container that needs more',
      { containers: [container({ cpu: '1' })], initContainers: [container({ cpu: '2' })] },
      '2',
    ],
    [
      'sidecars run beside the later init containers and the containers',
      {
        containers: [container({ cpu: '1' })],
        initContainers: [container({ cpu: '500m' }, {}, sidecar), container({ cpu: '2' })],
      },
      '2500m',
    ],
    ['the pod goes first', { containers: [container({ cpu: '1' })], resources: { requests: { cpu: '4' } } }, '4'],
    ['the overhead on top', { containers: [container({ cpu: '1' })], overhead: { cpu: '250m' } }, '1250m'],
  ])('%s', (_, spec, expected) => {
    const amount = podAmounts(pod(spec), 'requests').get('cpu');
    expect(amount && quantityText(amount)).toBe(expected);
  });

  it('gives no limit because of an overhead', () => {
    expect(podAmounts(pod({ containers: [container({ cpu: '1' })], overhead: { cpu: '1' } }), 'limits').size).toBe(0);
  });
});
