import { reasonText } from '../../diagnose/reasons.ts';
import { diagnoseService } from '../../diagnose/why.ts';
import { originText } from '../../net/origin.ts';
import type { WhyExpectation } from '../traffic-test.ts';
import { differs, type Finding, type Scene } from './finding.ts';

/** Whether `kubesim why` comes to the expected reason, and to the expected manifest line. */
export function askWhy({ cluster }: Scene, expected: WhyExpectation): Finding {
  const { reason, message, origin } = diagnoseService(cluster, expected.namespace ?? 'default', expected.service);
  const problems = [
    ...differs('reason', expected.reason, reason),
    ...differs('manifest line', expected.manifestLine, origin?.line),
  ];
  if (problems.length === 0) return { problems };
  const fix = reasonText(reason)?.fix;
  return {
    problems: [...problems, message],
    reason,
    ...(origin ? { cause: originText(origin) } : {}),
    ...(fix ? { fix } : {}),
  };
}
