import { corefileError, type Directive } from '../corefile/parse.ts';
import { zonesFrom } from '../corefile/zones.ts';
import { closestZone, inZone } from '../message/name.ts';
import { parseRecord } from '../message/parse-record.ts';
import { rcodeNamed, type ResourceRecord } from '../message/record.ts';
import { bareReply, type Question } from '../message/reply.ts';
import { pattern } from './pattern.ts';
import type { PluginSetup } from './plugin.ts';

/**
 * CoreDNS's `template CLASS TYPE [ZONE...]`: answers made from the question's name. Of Go's template language the fields and index
 * expressions that such records are made of are understood; anything else is refused when the Corefile is read.
 */
export const setupTemplate: PluginSetup = (directive, setup) => {
  const [, type = 'ANY', ...zoneArgs] = directive.args;
  const zones = zonesFrom(zoneArgs, setup.zones);
  const texts = (name: string): Directive[] => directive.block.filter((property) => property.name === name);
  const matches = texts('match').flatMap((property) => property.args.map((text) => pattern(property, text)));
  const patterns = matches.length > 0 ? matches : [/.*/];
  const sections = { answers: texts('answer'), authority: texts('authority'), additional: texts('additional') };
  for (const property of Object.values(sections).flat()) render(property, { name: '', type: '' }, '', null);
  const rcodeText = texts('rcode')[0]?.args[0] ?? 'NOERROR';
  const rcode = rcodeNamed(rcodeText);
  if (!rcode) throw corefileError(directive, `unknown rcode ${rcodeText}`);
  const [fall] = texts('fallthrough');
  const fallthrough = fall && (fall.args.length === 0 ? ['.'] : zonesFrom(fall.args, []));
  return (question, _asked, next) => {
    const zone = closestZone(question.name, zones);
    if (zone === undefined || (type.toUpperCase() !== 'ANY' && type.toUpperCase() !== question.type))
      return next(question);
    const match = patterns.map((one) => one.exec(question.name.toLowerCase())).find((one) => one !== null);
    if (!match) {
      return fallthrough && !fallthrough.some((one) => inZone(question.name, one))
        ? bareReply('SERVFAIL')
        : next(question);
    }
    const records = (list: readonly Directive[]): ResourceRecord[] | undefined => {
      const parsed = list.map((property) => parseRecord(render(property, question, zone, match)));
      return parsed.every((record) => record !== undefined) ? parsed : undefined;
    };
    const [answers, authority, additional] = Object.values(sections).map(records);
    if (!answers || !authority || !additional) return bareReply('SERVFAIL');
    return bareReply(rcode, { authoritative: true, answers, authority, additional });
  };
};

function render(property: Directive, question: Question, zone: string, match: RegExpExecArray | null): string {
  return property.args.join(' ').replace(/\{\{-?\s*(.*?)\s*-?\}\}/g, (whole, expression: string) => {
    const group = /^\.Group\.(\w+)$/.exec(expression) ?? /^index \.Group "(\w+)"$/.exec(expression);
    const index = /^index \.Match (\d+)$/.exec(expression);
    if (group?.[1]) return match?.groups?.[group[1]] ?? '';
    if (index?.[1]) return match?.[Number(index[1])] ?? '';
    switch (expression) {
      case '.Name':
        return question.name.toLowerCase();
      case '.Type':
        return question.type;
      case '.Class':
        return 'IN';
      case '.Zone':
        return zone;
    }
    throw corefileError(property, `template: ${whole} is not simulated by kubesim`);
  });
}
