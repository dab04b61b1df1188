import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clusterFor } from './cluster.ts';
import { probe } from './probe.ts';
import { MODES, readCases } from './read.ts';

const FOLDER = new URL('./', import.meta.url);
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.cases'))
  .sort();

describe.each(files)('%s', (file) => {
  const cases = readCases(readFileSync(new URL(file, FOLDER), 'utf8'));

  describe.each(MODES)('%s', (mode) => {
    it.each(cases.filter((one) => one.without[mode] === undefined).map((one) => [one.title, one] as const))(
      '%s',
      (_, one) => {
        const cluster = clusterFor(one, mode);
        const line = (flow: (typeof one.flows)[number], text: string): string =>
          `${flow.line}: ${flow.from} ${flow.source ?? ''} -> ${flow.destination} ${flow.port}/${flow.protocol} => ${text}`;
        const got = one.flows.map((flow) => line(flow, probe(cluster, flow).text));
        const wanted = one.flows.map((flow) => line(flow, flow.exceptions[mode]?.answer ?? flow.answer));
        expect(got).toEqual(wanted);
      },
    );
  });

  it('names no difference that is none', () => {
    for (const one of cases)
      for (const flow of one.flows)
        for (const exception of Object.values(flow.exceptions)) expect(exception.answer).not.toBe(flow.answer);
  });

  it('gives every backend of a flow the same chance', () => {
    for (const one of cases)
      for (const flow of one.flows) {
        const { chances } = probe(clusterFor(one, 'iptables'), flow);
        for (const chance of chances.values()) expect(chance).toBeCloseTo(1 / chances.size, 6);
      }
  });
});
