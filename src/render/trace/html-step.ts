import { originText } from '../../net/origin.ts';
import type { Packet } from '../../net/packet.ts';
import type { Step } from '../../trace/tree.ts';
import { escaped } from './html-escape.ts';
import type { Spot } from './html-drawing.ts';
import type { Stop } from './html-stop.ts';
import { HOOK_NAMES, ruleText, type Fork } from './story.ts';
import { endText, markText, percent } from './text.ts';

/** The list of a way's stops: complete without a script, which only opens one of them at a time. */
export function stopList(stops: readonly Stop[], spots: readonly Spot[], ways: number): string {
  const items: string[] = [];
  let place = '';
  for (const [i, stop] of stops.entries()) {
    const here = heading(stop);
    if (here !== place) items.push(`<li class="place${stop.back ? ' back' : ''}">${here}</li>`);
    place = here;
    items.push(item(stop, i, spots[i], ways));
  }
  return `<ol class="stops">${items.join('\n')}</ol>`;
}

function heading(stop: Stop): string {
  if (stop.kind === 'dns') return '<b>DNS</b> the name becomes an address';
  if (stop.kind === 'start') return '<b>The request</b>';
  const { node, hook } = stop.step;
  const back = stop.back ? '<span class="chip back">way back</span> ' : '';
  const at =
    hook === undefined ? '' : ` <span class="hook">${escaped(hook.toUpperCase())}</span> ${HOOK_NAMES[hook] ?? ''}`;
  return `${back}<b>${node === '' ? 'outside the cluster' : escaped(node)}</b>${at}`;
}

function item(stop: Stop, index: number, spot: Spot | undefined, ways: number): string {
  const changed = stop.before !== undefined && stop.after !== undefined && changes(stop.before, stop.after);
  const marks = `${stop.fork ? '<span class="chip lot">choice</span>' : ''}${changed ? '<span class="chip changed">header changes</span>' : ''}`;
  const from = stop.after ? ` data-from="${escaped(endText(stop.after.source.text, stop.after.sourcePort))}" data-to="${escaped(endText(stop.after.destination.text, stop.after.destinationPort))}"` : ''; // prettier-ignore
  const spotted = spot ? ` data-x="${spot.x}" data-y="${spot.y}" data-row="${spot.row}"` : '';
  return `<li class="stop ${stop.tone}${stop.back ? ' back' : ''}"${spotted}${from}>
<button type="button" class="head"><span class="number">${index + 1}</span><span class="title">${escaped(stop.title)}</span>${marks}</button>
<div class="detail">${detail(stop, ways)}</div></li>`;
}

function detail(stop: Stop, ways: number): string {
  const parts: string[] = [];
  const { step } = stop;
  if (stop.kind === 'step' && step.table !== undefined) {
    const what = stop.asked.length > 0 ? stop.asked.join(', ') : step.action;
    parts.push(`<p class="where"><span class="mono">${escaped(ruleText(step))}</span> <span class="arrow">→</span> <span class="mono">${escaped(what)}</span></p>`); // prettier-ignore
    if (step.rule !== undefined && stop.asked.length < 2) parts.push(`<pre class="rule" tabindex="0" aria-label="the rule">${escaped(step.rule)}</pre>`); // prettier-ignore
  }
  if (stop.fork) parts.push(forkList(stop.fork, ways));
  if (stop.after) parts.push(headerTable(stop.before, stop.after));
  if (step.origin && stop.kind === 'step') parts.push(`<p class="origin">because of <span class="mono">${escaped(originText(step.origin))}</span></p>`); // prettier-ignore
  if (stop.failed.length > 0) parts.push(failedList(stop.failed));
  return parts.join('');
}

function forkList(fork: Fork, ways: number): string {
  const rows = fork.options.slice(0, 20).map(({ probability, text, way }, i) => {
    const bar = `<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8" rx="2"/><rect class="share" width="${Math.max(1, Math.round(probability * 100))}" height="8" rx="2"/></svg>`;
    const label = `${bar}<span class="share-text">${percent(probability)}</span><span class="mono">${escaped(text)}</span>`;
    if (i === fork.taken)
      return `<li class="taken" aria-label="this way">${label}<span class="chip">this way</span></li>`;
    return way < ways ? `<li><button type="button" class="choose" data-way="${way}">${label}</button></li>` : `<li>${label}</li>`; // prettier-ignore
  });
  const more = fork.options.length > 20 ? `<li>and ${fork.options.length - 20} more</li>` : '';
  return `<p class="lots">Here the packet can go ${fork.options.length} ways:</p><ul class="fork">${rows.join('')}${more}</ul>`;
}

function changes(before: Packet, after: Packet): boolean {
  return headerRows(before, after).some(({ changed }) => changed);
}

function headerRows(
  before: Packet | undefined,
  after: Packet,
): { name: string; was: string; is: string; changed: boolean }[] {
  // prettier-ignore
  const fields = (packet: Packet): [string, string][] => [
    ['from', endText(packet.source.text, packet.sourcePort)],
    ['to', endText(packet.destination.text, packet.destinationPort)],
    ['mark', packet.mark === 0 ? '' : markText(packet.mark)],
  ];
  const old = before ? fields(before) : [];
  return fields(after)
    .map(([name, is], i) => ({ name, is, was: old[i]?.[1] ?? is }))
    .map((row) => ({ ...row, changed: row.was !== row.is }))
    .filter((row) => row.name !== 'mark' || row.changed || row.is !== '');
}

function headerTable(before: Packet | undefined, after: Packet): string {
  const rows = headerRows(before, after).map(({ name, was, is, changed }) => {
    const value = changed ? `<del>${escaped(was || 'none')}</del> <span class="arrow">→</span> <ins>${escaped(is || 'none')}</ins>` : escaped(is); // prettier-ignore
    return `<tr><th scope="row">${name}</th><td class="mono">${value}</td></tr>`;
  });
  const same = rows.every((row) => !row.includes('<ins>'));
  return `<table class="header${same && before ? ' same' : ''}"><caption>packet header</caption><tbody>${rows.join('')}</tbody></table>`;
}

function failedList(failed: readonly Step[]): string {
  const rows = failed.map(({ chain, rule, failed: why }) => `<li><span class="mono">${escaped(chain ?? '')}</span>: not <span class="mono">${escaped(why ?? '')}</span>${rule === undefined ? '' : `<pre class="rule" tabindex="0" aria-label="the rule">${escaped(rule)}</pre>`}</li>`); // prettier-ignore
  const count =
    failed.length === 1 ? '1 rule before it did not match' : `${failed.length} rules before it did not match`;
  return `<details class="failed"><summary>${count}</summary><ul>${rows.join('')}</ul></details>`;
}
