import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { Service } from '../../src/api/service/type.ts';
import { changed, startBoard, type Board, type Press } from '../../src/tui/board.ts';
import { listOf } from '../../src/tui/board-keys.ts';
import { doorRows, sourceRows, type SourceRow } from '../../src/tui/questions.ts';
import { readyText, serviceRows } from '../../src/tui/service-rows.ts';
import { layoutOf, serviceLine, titleLine } from '../../src/tui/table.ts';
import { cluster, node, service, slice } from '../kube-proxy/support.ts';
import { small, trace } from '../render/trace/support.ts';

const KEYS = ['up', 'down', 'pageUp', 'pageDown', 'enter', 'escape', 'erase'] as const;

const press = (key: Press['key'], text = ''): Press => ({ kind: 'press', key, text, page: 5 });

/** A board after keys: names of keys, or letters. */
function keys(board: Board, ...pressed: string[]): Board {
  return pressed.reduce((now, each) => {
    const name = KEYS.find((key) => key === each);
    return changed(now, name ? press(name) : press('text', each));
  }, board);
}

const shown = (board: Board): string[] => (listOf(board)?.shown ?? []).map(({ key }) => key);

function mixed(): Cluster {
  return cluster(
    [
      { ...node('node1', ['192.168.0.2']), spec: { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'] } },
      service('web', { type: 'NodePort', clusterIP: '10.96.0.10', ports: [{ name: 'http', port: 80, nodePort: 30_080 }] }), // prettier-ignore
      service('nameless', { type: 'ClusterIP', clusterIP: 'None', clusterIPs: ['None'], ports: [{ port: 80 }] }),
      slice('nameless', '', 8080, ['10.244.1.5@node1']),
      service('far', { type: 'ExternalName', externalName: 'db.example.com', ports: [] }),
      service('lb', { type: 'LoadBalancer', clusterIP: '10.96.0.12', externalIPs: ['203.0.113.4'], ports: [{ port: 53, protocol: 'UDP' }] }), // prettier-ignore
    ],
    { kubeVersion: '1.36' },
  );
}

describe('the list of Services', () => {
  it('has one line each, by namespace and name', () => {
    expect(serviceRows(mixed()).map(({ key, type, address, ports }) => [key, type, address, ports])).toEqual([
      ['default/far', 'ExternalName', 'db.example.com', '-'],
      ['default/lb', 'LoadBalancer', '10.96.0.12,203.0.113.4', '53/UDP'],
      ['default/nameless', 'Headless', '-', '80'],
      ['default/web', 'NodePort', '10.96.0.10', '80:30080'],
    ]);
  });

  it('counts ready endpoints', () => {
    expect(readyText(small('iptables'), 'default/web')).toBe('2/2');
    expect(readyText(small('iptables'), 'default/empty')).toBe('-');
  });

  it('is never wider than the terminal, and always has the name', () => {
    const rows = serviceRows(mixed());
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 140 }), (width) => {
        const layout = layoutOf(rows, width);
        for (const row of rows) expect(serviceLine(layout, row, '100/100', '✗', true).length).toBeLessThanOrEqual(width); // prettier-ignore
        expect(titleLine(layout).length).toBeLessThanOrEqual(width);
        expect(layout.columns.some(({ column }) => column.title === 'NAME')).toBe(true);
      }),
    );
    expect(titleLine(layoutOf(rows, 80))).toMatch(/NAMESPACE +NAME +TYPE +ADDRESS +PORTS +READY/);
    expect(titleLine(layoutOf(rows, 30))).toMatch(/^ +NAME +READY$|^ +NAMESPACE +NAME +READY$/);
  });
});

describe('the keys', () => {
  it('filter by words of every column, whatever letters they have, and keep the Service chosen', () => {
    const board = keys(startBoard(mixed()), 'G', '/', 'w', 'q', 'erase');
    expect(board.typing).toBe(true);
    expect(shown(board)).toEqual(['default/web']);
    const found = keys(board, 'erase', 'n', 'o', 'd', 'e', 'p', ' ', '8', '0', 'enter');
    expect(shown(found)).toEqual(['default/web']);
    expect(found.typing).toBe(false);
    const all = keys(found, 'escape');
    expect(shown(all)).toHaveLength(4);
    expect(all.services.at).toBe(3);
    // What is typed fast comes as one text.
    expect(shown(keys(startBoard(mixed()), '/lb'))).toEqual(['default/lb']);
  });

  it('go from a Service to its diagnosis and back', () => {
    const board = keys(startBoard(mixed()), 'w');
    expect(board.screen).toBe('why');
    expect(keys(board, 'w').screen).toBe('services');
    expect(keys(board, 'q').screen).toBe('services');
    expect(keys(board, 'q', 'q').left).toBe('quit');
    expect(keys(startBoard(mixed()), '/zzz', 'enter', 'w').notice).toContain('no Service');
    expect(changed(board, press('interrupt')).left).toBe('interrupt');
  });

  it('lead by source and port into a trace, and back step by step', () => {
    const board = keys(startBoard(mixed()), 'G', 'enter');
    expect(board.screen).toBe('sources');
    const asked = keys(board, 'enter', 'enter');
    expect(asked.screen).toBe('trace');
    expect(asked.question).toMatchObject({ namespace: 'default', source: { kind: 'throwaway', node: 'node1' }, door: { request: ['tcp', 'web', '80'] } }); // prettier-ignore
    const { question } = asked;
    if (!question) throw new Error('nothing was asked');
    const result = trace('iptables', 'tcp 10.96.0.10 80');
    const answered = changed(asked, { kind: 'traced', question, result });
    expect(answered.result).toBe(result);
    const left = changed(answered, { kind: 'traceLeft', interrupted: false });
    expect(left.screen).toBe('doors');
    expect(keys(left, 'q', 'q').screen).toBe('services');
    // An answer that comes late is dropped, and one that never comes is said.
    expect(changed(keys(asked, 'q'), { kind: 'traced', question, result }).result).toBeUndefined();
    expect(changed(asked, { kind: 'failed', message: 'no such node' })).toMatchObject({ screen: 'doors', notice: 'no such node' }); // prettier-ignore
  });

  it('read again, with the same Service chosen, and nothing known of it', () => {
    const before = keys(startBoard(mixed()), '/web', 'enter', 'r');
    expect(before.reading).toBe(true);
    const found = changed(before, { kind: 'found', cluster: before.cluster, key: 'default/web', finding: { problem: 'x' } }); // prettier-ignore
    expect(found.findings.size).toBe(1);
    const after = changed(found, { kind: 'read', cluster: small('iptables') });
    expect(after).toMatchObject({ reading: false, notice: 'read again' });
    expect(after.findings.size).toBe(0);
    expect(shown(after)).toEqual(['default/web']);
    // What was found about the cluster of before says nothing about this one.
    expect(changed(after, { kind: 'found', cluster: before.cluster, key: 'default/web', finding: { problem: 'x' } })).toBe(after); // prettier-ignore
  });

  it('never choose what is not there, whatever is pressed', () => {
    const any = fc.oneof(fc.constantFrom(...KEYS), fc.constantFrom(...'jkgGwr?/q', 'web', 'x', '\r'));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 50 }), (pressed) => {
        const board = keys(startBoard(mixed()), ...pressed);
        for (const list of [board.services, board.sources, board.doors]) {
          expect(list.at).toBeGreaterThanOrEqual(0);
          expect(list.at).toBeLessThanOrEqual(Math.max(0, list.shown.length - 1));
        }
        expect(board.screen === 'trace').toBe(board.question !== undefined);
      }),
    );
  });
});

describe('sources and ports', () => {
  const doors = (name: string, kind: SourceRow['kind']): string[] => {
    const at = mixed();
    const from = sourceRows(at, 'default').find((each) => each.kind === kind);
    const wanted = at.get('services', 'default', name) as Service | undefined;
    if (!from || !wanted) throw new Error(`no ${kind} or ${name}`);
    return doorRows(at, wanted, from).map(({ request }) => request.join(' '));
  };

  it('are those that this source would use first', () => {
    expect(doors('web', 'throwaway')).toEqual(['tcp web 80', 'tcp 10.96.0.10 80', 'tcp 192.168.0.2 30080']);
    expect(doors('web', 'node')).toEqual(['tcp 10.96.0.10 80', 'tcp 192.168.0.2 30080']);
    expect(doors('web', 'external')).toEqual(['tcp 192.168.0.2 30080', 'tcp 10.96.0.10 80']);
    expect(doors('lb', 'external')).toEqual(['udp 203.0.113.4 53', 'udp 10.96.0.12 53']);
  });

  it('of a Service without address are its pods, of a name elsewhere its look-up', () => {
    expect(doors('nameless', 'throwaway')).toEqual(['tcp nameless 8080', 'tcp 10.244.1.5 8080']);
    expect(doors('nameless', 'node')).toEqual(['tcp 10.244.1.5 8080']);
    expect(doors('far', 'throwaway')).toEqual(['dig far.default.svc']);
  });
});
