import { REASONS } from '../diagnose/reasons.ts';
import { parseRequest } from '../trace/request/request.ts';
import type { Verdict } from '../trace/tree.ts';
import { defined, type Reader } from './reader.ts';
import { parseTarget } from './targets.ts';
import type { EnvExpectation, Expectation } from './traffic-test.ts';

/** One expectation of a list. */
export function readExpectation(reader: Reader, value: unknown, path: string): Expectation {
  const item = reader.object(value, path, ['name', 'resolve', 'reach', 'env', 'service', 'why']);
  const { name: given, ...questions } = item;
  const kinds = Object.keys(questions);
  const kind = kinds[0];
  if (kinds.length !== 1 || kind === undefined)
    return reader.fail(path, 'expected exactly one of resolve, reach, env, service, why');
  const at = `${path}.${kind}`;
  const name = reader.optionalText(given, `${path}.name`);
  const named = { line: reader.line(path), ...(name === undefined ? {} : { name }) };
  const field = (key: string): unknown => reader.object(item[kind], at)[key];
  const text = (key: string): string | undefined => reader.optionalText(field(key), `${at}.${key}`);
  const must = (key: string): string => reader.text(field(key), `${at}.${key}`);
  const number = (key: string): number | undefined => reader.optionalNumber(field(key), `${at}.${key}`);
  const reason = (): string | undefined => reader.optionalWord(field('reason'), `${at}.reason`, Object.keys(REASONS));
  /** Who asks: `pod/NAME`, or where packets are traced also words like `external=IP`. */
  const from = (): string | undefined => {
    const source = text('from');
    if (source?.includes('/')) reader.checked(`${at}.from`, () => parseTarget(source));
    return source;
  };
  const texts = (key: string): string[] | undefined =>
    field(key) === undefined ? undefined : reader.texts(field(key), `${at}.${key}`);
  switch (kind) {
    case 'resolve':
      reader.object(item[kind], at, ['name', 'from', 'namespace', 'type', 'rcode', 'addresses', 'service']);
      return {
        ...named,
        kind,
        resolve: defined({
          name: must('name'),
          from: from(),
          namespace: text('namespace'),
          type: text('type'),
          rcode: text('rcode'),
          addresses: texts('addresses'),
          service: text('service'),
        }),
      };
    case 'reach': {
      reader.object(item[kind], at, ['to', 'from', 'namespace', 'node', 'verdict', 'reason', 'backends', 'sourceSeen']);
      const backends = field('backends');
      return {
        ...named,
        kind,
        reach: defined({
          to: readRequest(reader, must('to'), `${at}.to`),
          from: from(),
          namespace: text('namespace'),
          node: text('node'),
          verdict: reader.optionalWord(field('verdict'), `${at}.verdict`, VERDICTS),
          reason: reason(),
          backends: typeof backends === 'string' ? backends : texts('backends'),
          sourceSeen: text('sourceSeen'),
        }),
      };
    }
    case 'env': {
      reader.object(item[kind], at, ['pod', 'has', 'lacks']);
      return {
        ...named,
        kind,
        env: defined({
          pod: readPod(reader, must('pod'), `${at}.pod`),
          has: readHas(reader, field('has'), `${at}.has`),
          lacks: texts('lacks'),
        }),
      };
    }
    case 'service': {
      reader.object(item[kind], at, ['name', 'namespace', 'type', 'clusterIP', 'nodePort', 'externalIP', 'endpoints']);
      const endpoints = field('endpoints');
      return {
        ...named,
        kind,
        service: defined({
          name: must('name'),
          namespace: text('namespace'),
          type: text('type'),
          clusterIP: text('clusterIP'),
          nodePort: number('nodePort'),
          externalIP: text('externalIP'),
          endpoints: typeof endpoints === 'number' ? endpoints : texts('endpoints'),
        }),
      };
    }
    default:
      reader.object(item[kind], at, ['service', 'namespace', 'reason', 'line']);
      return {
        ...named,
        kind: 'why',
        why: defined({
          service: must('service'),
          namespace: text('namespace'),
          reason: reason() ?? must('reason'),
          manifestLine: number('line'),
        }),
      };
  }
}

const VERDICTS: readonly Verdict[] = ['delivered', 'rejected', 'refused', 'dropped', 'unrouted', 'undetermined', 'name-error']; // prettier-ignore

function readRequest(reader: Reader, text: string, path: string): string {
  reader.checked(path, () => parseRequest(text.trim().split(/\s+/)));
  return text;
}

/** A bare name is that of a pod. */
function readPod(reader: Reader, text: string, path: string): string {
  const target = text.includes('/') ? text : `pod/${text}`;
  reader.checked(path, () => parseTarget(target));
  return target;
}

function readHas(reader: Reader, value: unknown, path: string): EnvExpectation['has'] {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return Object.fromEntries(reader.texts(value, path).map((name) => [name, undefined]));
  return Object.fromEntries(Object.entries(reader.object(value, path)).map(([name, text]) => [name, String(text)]));
}
