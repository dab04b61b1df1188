import { createHash } from 'node:crypto';
import { adviceOf } from '../../diagnose/reasons.ts';
import { originText } from '../../net/origin.ts';
import type { TraceResult } from '../../trace/trace.ts';
import type { Outcome } from '../../trace/tree.ts';
import { inShort } from './in-short.ts';
import { escaped } from './html-escape.ts';
import { traceMap } from './html-map.ts';
import { SCRIPT } from './html-script.ts';
import { stopList } from './html-step.ts';
import { stopsOf } from './html-stop.ts';
import { STYLE } from './html-style.ts';
import { waysOf, type Way } from './story.ts';
import { endpointText, outcomeText, percent } from './text.ts';

/** Ways drawn in a page at most: every end is there before a second way to one of them. */
const MOST_WAYS = 24;

/**
 * A page that draws the trace and plays the packet through it. It is complete in itself: it loads nothing, works without its
 * script (all steps are open then), and lets no text of a manifest be anything but text. The same trace gives the same page.
 */
export function htmlTrace(result: TraceResult): string {
  const all = waysOf(result);
  const ways = drawnWays(result, all);
  const who = sourceText(result);
  const place = new Map(ways.map((way, i) => [way.index, i]));
  const sections = ways.map((way, i) => section(result, renumbered(way, place), i, ways.length, who, place));
  const title = `${result.request.text}: ${result.verdict}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${sha256(STYLE)}'; script-src '${sha256(SCRIPT)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${banner(result, who)}
<main>
${wayChooser(result, ways, all.length)}
${sections.join('\n')}
</main>
${CONTROLS}
<p class="sr" id="said" aria-live="polite"></p>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

const CONTROLS = `<div class="controls" role="toolbar" aria-label="play the packet">
<p class="now" aria-hidden="true"><span class="end" id="from"></span><span class="arrow">→</span><span class="end" id="to"></span></p>
<div class="buttons">
<button type="button" id="first" aria-label="first step" title="first step (Home)">|◀</button>
<button type="button" id="back" aria-label="step back" title="step back (← or b)">◀</button>
<button type="button" id="play" aria-label="play" title="play or pause (space)">▶ Play</button>
<button type="button" id="next" aria-label="next step" title="next step (→ or n)">▶</button>
<input type="range" id="slider" min="1" max="1" value="1" aria-label="step">
<output id="count" for="slider"></output>
</div></div>`;

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** The way shown first, then one for each end, then more of them by probability. */
function drawnWays(result: TraceResult, all: readonly Way[]): Way[] {
  const ordered = [...all].sort((a, b) => b.path.probability - a.path.probability || a.index - b.index);
  const shown = all.find((way) => way.index === result.shown);
  const ends = new Set<string>();
  const firsts = ordered.filter(({ path }) => {
    const end = outcomeText(path.outcome);
    return !ends.has(end) && ends.add(end);
  });
  return [...new Set([...(shown ? [shown] : []), ...firsts, ...ordered])].slice(0, MOST_WAYS);
}

/** Forks name the ways of the page; one that is not drawn gets a number beyond them. */
function renumbered(way: Way, place: ReadonlyMap<number, number>): Way {
  const turns = way.turns.map((turn) =>
    turn.fork
      ? { ...turn, fork: { ...turn.fork, options: turn.fork.options.map((option) => ({ ...option, way: place.get(option.way) ?? place.size })) } } // prettier-ignore
      : turn,
  );
  return { ...way, turns };
}

function section(
  result: TraceResult,
  way: Way,
  i: number,
  ways: number,
  who: string,
  place: ReadonlyMap<number, number>,
): string {
  // prettier-ignore
  const stops = stopsOf(result, way, who);
  const map = traceMap(result, stops, way.index, `w${i}`);
  const numbered = map.svg.replace(/ data-way="(\d+)"/g, (_, index: string) => {
    const to = place.get(Number(index));
    return to === undefined ? '' : ` data-way="${to}"`;
  });
  const heading = ways > 1 ? `<h2 class="way-title">Way ${i + 1}: ${percent(way.path.probability)}, ${escaped(outcomeText(way.path.outcome))}</h2>` : ''; // prettier-ignore
  if (stops.length === 0) return `<section class="way current">${heading}<p class="never">The packet was never sent.</p></section>`; // prettier-ignore
  const cost = way.path.examined > 0 ? `<p class="cost">Rules and set look-ups the kernels on this way had to try: ${way.path.examined}</p>` : ''; // prettier-ignore
  return `<section class="way${i === 0 ? ' current' : ''}" id="way-${i + 1}" aria-label="way ${i + 1}">${heading}
<div class="drawing">${numbered}<p class="legend"><span class="key out"></span>request <span class="key back"></span>answer</p></div>
<div class="telling">${stopList(stops, map.spots, ways)}${cost}</div></section>`;
}

function sourceText(result: TraceResult): string {
  const { source } = result;
  if (source.kind === 'pod') return source.name === 'throwaway' ? 'a throwaway pod' : `pod ${source.namespace}/${source.name}`; // prettier-ignore
  if (source.kind === 'node') return `node ${source.name}`;
  return source.kind === 'load-balancer' ? 'a load balancer outside' : 'a client outside';
}

function banner(result: TraceResult, who: string): string {
  const { verdict, reason, message, source, origin } = result;
  const tone = toneOf(verdict);
  const mark = tone === 'good' ? '✓' : tone === 'doubt' ? '?' : '✗';
  const text = adviceOf(result);
  const seen = result.paths[result.shown]?.outcome;
  const at = source.ip === '' ? '' : ` <span class="mono">${escaped(source.ip)}</span>`;
  const lines = [
    `<p class="who">from ${escaped(who)}${at}${source.node === undefined ? '' : ` on ${escaped(source.node)}`}${source.assumed === undefined ? '' : ` <span class="note">(${escaped(source.assumed)})</span>`}</p>`,
    `<p class="verdict"><span class="mark" aria-hidden="true">${mark}</span> ${tone === 'good' ? '' : `<b>${escaped(verdict)}</b> <code>${reason}</code>: `}${escaped(message)}</p>`,
  ];
  const facts: [string, string][] = [];
  if (tone !== 'good') {
    if (origin) facts.push(['where', `<span class="mono">${escaped(originText(origin))}</span>`]);
    if (text.cause !== '') facts.push(['why', escaped(text.cause)]);
    if (text.fix !== '') facts.push(['fix', escaped(text.fix)]);
  }
  if (seen?.sourceSeen !== undefined) facts.push(['peer', `the pod sees the client as <span class="mono">${escaped(seen.sourceSeen)}</span>`]); // prettier-ignore
  for (const note of result.notes ?? []) facts.push(['note', escaped(note)]);
  if (seen?.assumed !== undefined) facts.push(['port', escaped(seen.assumed)]);
  const short = inShort(result);
  if (short.length > 0) facts.push(['in short', short.map(escaped).join('<br>')]);
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('');
  return `<header class="${tone}"><h1><span class="mono">${escaped(result.request.text)}</span></h1>${lines.join('')}${list === '' ? '' : `<dl>${list}</dl>`}</header>`;
}

function toneOf(verdict: TraceResult['verdict']): 'good' | 'bad' | 'doubt' {
  return verdict === 'delivered' ? 'good' : verdict === 'undetermined' ? 'doubt' : 'bad';
}

function wayChooser(result: TraceResult, ways: readonly Way[], all: number): string {
  if (all < 2) return '';
  const rows = ways.map(
    ({ path }, i) =>
      `<label class="${toneOf(path.outcome.verdict)}"><input type="radio" name="way" value="${i}"${i === 0 ? ' checked' : ''}><span class="share-text">${percent(path.probability)}</span><span class="mono">${escaped(shortEnd(path.outcome))}</span></label>`,
  );
  const rest = all > ways.length ? `<p class="note">${all - ways.length} more ways are not drawn; the views json and detailed have them with --all.</p>` : ''; // prettier-ignore
  return `<fieldset class="ways"><legend>${all} ways it can go${result.outcomes.length < all ? `, ${result.outcomes.length} ends` : ''}</legend><div class="choices">${rows.join('')}</div>${rest}</fieldset>`;
}

/** An end without the words that all of them share. */
function shortEnd(outcome: Outcome): string {
  return outcome.verdict === 'delivered' && outcome.endpoint ? endpointText(outcome.endpoint) : outcomeText(outcome);
}
