import type { Expectation } from './traffic-test.ts';

/** A sentence for an expectation that nobody named. */
export function describeExpectation(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'resolve': {
      const { name, type, from, rcode, addresses, service } = expectation.resolve;
      const answer = rcode ?? (service === undefined ? addresses?.join(', ') : `Service ${service}`) ?? 'an answer';
      return `${name}${type === undefined ? '' : ` ${type}`} asked from ${from ?? 'a pod'} gives ${answer}`;
    }
    case 'reach': {
      const { to, from, reason, verdict = reason === undefined ? 'delivered' : undefined } = expectation.reach;
      const end = verdict === undefined ? `ends in ${reason}` : `is ${verdict}${reason === undefined ? '' : ` (${reason})`}`; // prettier-ignore
      return `${to} from ${from ?? 'a client'} ${end}`;
    }
    case 'env': {
      const { pod, has, lacks } = expectation.env;
      const parts = [has ? `has ${Object.keys(has).join(', ')}` : '', lacks ? `lacks ${lacks.join(', ')}` : ''];
      return `${pod} ${parts.filter(Boolean).join(' and ')}`;
    }
    case 'service': {
      const { name, namespace, ...rest } = expectation.service;
      const facts = Object.entries(rest).map(([key, value]) => `${key} ${String(value)}`);
      return `Service ${namespace === undefined ? '' : `${namespace}/`}${name} has ${facts.join(', ')}`;
    }
    case 'why':
      return `why svc/${expectation.why.service} says ${expectation.why.reason}`;
  }
}
