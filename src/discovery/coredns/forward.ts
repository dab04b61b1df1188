import { corefileError } from '../corefile/parse.ts';
import { zonesFrom } from '../corefile/zones.ts';
import { inZone } from '../message/name.ts';
import { outsideReply } from '../outside/outside-reply.ts';
import type { PluginSetup } from './plugin.ts';

/**
 * CoreDNS's `forward FROM TO...`. kubesim sends nothing into the world: the reply says which servers would have been asked
 * and, as far as that is certain, what they would say.
 */
export const setupForward: PluginSetup = (directive) => {
  const [from, ...to] = directive.args;
  if (from === undefined || to.length === 0) {
    throw corefileError(directive, "Wrong argument count or unexpected line ending after 'forward'");
  }
  const [zone = '.'] = zonesFrom([from], []);
  const except = directive.block.filter(({ name }) => name === 'except').flatMap(({ args }) => zonesFrom(args, []));
  return (question, asked, next) => {
    if (!inZone(question.name, zone) || except.some((one) => inZone(question.name, one))) return next(question);
    return outsideReply(asked.cluster, question, to);
  };
};
