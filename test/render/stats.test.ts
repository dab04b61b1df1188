import { describe, expect, it } from 'vitest';
import { statsText, type StatsView } from '../../src/render/stats.ts';
import type { ModeStats } from '../../src/trace/stats/stats.ts';

const mode = (name: ModeStats['mode'], rules: number, mean: number): ModeStats => ({
  mode: name,
  chains: 3,
  rules,
  sets: 0,
  entries: 0,
  virtualServers: 0,
  realServers: 0,
  matches: { min: mean - 1, mean, max: mean + 1 },
});
const view: StatsView = {
  node: 'node1',
  kubeVersion: '1.36',
  running: 'iptables',
  workload: { services: 1, ports: 2, endpoints: 5 },
  modes: [mode('iptables', 40, 9.25), mode('ipvs', 30, 10)],
  endpoints: 5,
  columns: 44,
  growth: [
    { services: 10, stats: [mode('iptables', 100, 10), mode('ipvs', 30, 10)] },
    { services: 1000, stats: [mode('iptables', 8000, 500), mode('ipvs', 30, 10)] },
  ],
};

describe('statsText', () => {
  it('shows both tables and the plot', () => {
    expect(statsText(view)).toBe(
      `node1, kube-proxy 1.36 in iptables mode: 1 Service, 2 ports, 5 endpoints

MODE         CHAINS   RULES   SETS   ENTRIES   VIRTUAL SERVERS   REAL SERVERS   TRIED UNTIL A HIT (MIN/MEAN/MAX)
iptables *   3        40      -      -         -                 -              8.3 / 9.3 / 10.3
ipvs         3        30      -      -         -                 -              9 / 10 / 11

With N Services of 5 endpoints each, one port:

N      IPTABLES RULES   IPVS RULES   SET ENTRIES   VIRTUAL SERVERS   IPTABLES TRIED   IPVS TRIED
10     100              30           -             -                 10               10
1000   8000             30           -             -                 500              10

Rules and look-ups tried until a hit (mean, logarithmic): # iptables   o ipvs
    1000 |
         |                            ##
         |                        ####
         |                    ####
     100 |               #####
         |           ####
         |       ####
         |   ####
      10 |###ooooooooooooooooooooooooooo
         |
         |
         |
       1 |
         +------------------------------
          10                        1000  Services
`,
    );
  });

  it('leaves the growth out where none was asked for', () => {
    expect(statsText({ ...view, growth: [] })).not.toContain('With N Services');
  });
});
