import { withoutDot } from '../../discovery/message/name.ts';
import { recordData } from '../../discovery/message/record.ts';
import { isReply, type Exchange } from '../../discovery/resolver/client.ts';
import type { QueryCosts } from '../../discovery/resolver/query-count.ts';
import { printable } from './printable.ts';

/** Every query of a look-up on a line of its own, numbered, with what came back; then how many there were. */
export function queryTrail(name: string, exchanges: readonly Exchange[], costs?: QueryCosts): string {
  const width = Math.max(0, ...exchanges.map(({ question }) => question.name.length));
  const lines = exchanges.map((exchange, index) => {
    const { server, question } = exchange;
    const number = String(index + 1).padStart(String(exchanges.length).length);
    return `${number}  ${printable(question.name).padEnd(width)}  ${question.type.padEnd(4)}  @${server}  ${outcome(exchange)}`;
  });
  const total = `${queries(exchanges.length)} for ${printable(withoutDot(name))}`;
  return [...lines, total, ...(costs ? [costLine(costs)] : []), ''].join('\n');
}

function costLine({ asItIs, withNdots2, withFinalDot }: QueryCosts): string {
  const others = [
    ...(withNdots2 === asItIs ? [] : [`${withNdots2} with ndots:2`]),
    ...(withFinalDot === undefined || withFinalDot === asItIs ? [] : [`${withFinalDot} with a final dot`]),
  ];
  return [`an application sends ${queries(asItIs)} (A and AAAA)`, ...others].join('; ');
}

function queries(count: number): string {
  return `${count} ${count === 1 ? 'query' : 'queries'}`;
}

function outcome({ result }: Exchange): string {
  if (!isReply(result)) return result === 'timeout' ? 'timed out' : 'connection refused';
  if (result.answers.length === 0) return result.rcode === 'NOERROR' ? 'NODATA' : result.rcode;
  const answers = result.answers.map((record) => {
    const data = printable(recordData(record));
    return record.type === 'CNAME' ? `CNAME ${data}` : data;
  });
  return `${result.rcode}  ${answers.join(', ')}`;
}
