import type { TraceResult } from '../../trace/trace.ts';
import type { Packet } from '../../net/packet.ts';
import type { Step } from '../../trace/tree.ts';
import { meaningOf } from './glossary.ts';
import { jumpTarget, type Fork, type Turn, type Way } from './story.ts';
import { endpointText } from './text.ts';

/** One stop of the play: a step, or several chains asked in vain in a row. */
export interface Stop {
  readonly kind: 'start' | 'dns' | 'step';
  readonly back: boolean;
  /** What happens, for somebody who has never read a rule. */
  readonly title: string;
  readonly step: Step;
  readonly before?: Packet;
  readonly after?: Packet;
  /** The chains asked in vain. */
  readonly asked: readonly string[];
  readonly failed: readonly Step[];
  readonly fork?: Fork;
  readonly tone: 'good' | 'bad' | 'doubt' | '';
  readonly who: string;
  readonly endpoint?: string;
}

/** The stops of one way. */
export function stopsOf(result: TraceResult, way: Way, who: string): Stop[] {
  const stops: Stop[] = [];
  const { outcome } = way.path;
  const end = outcome.verdict === 'delivered' ? 'good' : outcome.verdict === 'undetermined' ? 'doubt' : 'bad';
  const last = way.turns.findLastIndex((turn) => turn.step.phase === 'request');
  const endpoint = outcome.endpoint ? endpointText(outcome.endpoint) : undefined;
  let sent = false;
  for (const [i, turn] of way.turns.entries()) {
    const { step } = turn;
    if (step.phase === 'dns') {
      if (step.layer === 'dns')
        stops.push({
          kind: 'dns',
          back: false,
          title: step.action,
          step,
          asked: [],
          failed: [],
          tone: i === way.turns.length - 1 ? end : '',
          who,
        });
      continue;
    }
    if (!sent) stops.push(start(result, step, who));
    sent = true;
    const before = stops.at(-1);
    if (turn.idle && before && joins(before, turn)) {
      stops[stops.length - 1] = joined(before, turn);
      continue;
    }
    stops.push({
      ...plain(turn, who),
      ...(step.layer === 'deliver' && endpoint !== undefined ? { endpoint } : {}),
      tone: i === last ? end : '',
    });
  }
  return stops;
}

function start(result: TraceResult, step: Step, who: string): Stop {
  const packet = result.sent ?? step.packet;
  return { kind: 'start', back: false, title: sentence(`${who} sends the packet`), step, after: packet, asked: [], failed: [], tone: '', who }; // prettier-ignore
}

function plain(turn: Turn, who: string): Stop {
  const { step, before, failed, fork } = turn;
  const to = turn.idle ? jumpTarget(step) : undefined;
  return {
    kind: 'step',
    back: step.phase === 'reply',
    title:
      to === undefined
        ? sentence(meaningOf(step) ?? (/^accept$/i.test(step.action) ? 'the packet may pass' : step.action))
        : askedTitle([to]),
    step,
    ...(before ? { before } : {}),
    after: step.packet,
    asked: to === undefined ? [] : [to],
    failed,
    ...(fork ? { fork } : {}),
    tone: '',
    who,
  };
}

function joins(stop: Stop, { step, fork }: Turn): boolean {
  return (
    stop.asked.length > 0 && !fork && stop.step.node === step.node && stop.step.hook === step.hook && stop.back === (step.phase === 'reply') // prettier-ignore
  );
}

function joined(stop: Stop, { step, failed }: Turn): Stop {
  const asked = [...stop.asked, jumpTarget(step) ?? ''];
  return { ...stop, asked, title: askedTitle(asked), failed: [...stop.failed, ...failed] };
}

function askedTitle(asked: readonly string[]): string {
  return asked.length === 1 ? `${asked[0]} is asked: nothing there matches` : `${asked.length} chains are asked: nothing there matches`; // prettier-ignore
}

function sentence(text: string): string {
  return text.replace(/^[a-z](?=[a-z]*[ ,])/, (letter) => letter.toUpperCase());
}
