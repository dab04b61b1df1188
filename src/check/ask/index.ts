import type { Expectation } from '../traffic-test.ts';
import { askEnv } from './env.ts';
import type { Finding, Scene } from './finding.ts';
import { askReach } from './reach.ts';
import { askResolve } from './resolve.ts';
import { askService } from './service.ts';
import { askWhy } from './why.ts';

/** What asking the expectation finds. Throws UserError where the question itself makes no sense (an unknown pod). */
export function askExpectation(scene: Scene, expectation: Expectation): Finding {
  switch (expectation.kind) {
    case 'resolve':
      return askResolve(scene, expectation.resolve);
    case 'reach':
      return askReach(scene, expectation.reach);
    case 'env':
      return askEnv(scene, expectation.env);
    case 'service':
      return askService(scene, expectation.service);
    case 'why':
      return askWhy(scene, expectation.why);
  }
}
