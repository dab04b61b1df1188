import { podEnvironment } from '../../discovery/env/pod-environment.ts';
import { podsOf } from '../targets.ts';
import type { EnvExpectation } from '../traffic-test.ts';
import type { Finding, Scene } from './finding.ts';

/** Whether the pod's containers were started with these variables. */
export function askEnv({ cluster }: Scene, expected: EnvExpectation): Finding {
  const problems = podsOf(cluster, expected.pod).flatMap((pod) => {
    const variables = new Map(podEnvironment(cluster, pod).variables.map(({ name, value }) => [name, value]));
    const missing = Object.entries(expected.has ?? {}).flatMap(([name, value]) => {
      const found = variables.get(name);
      if (found === undefined) return [`${pod.metadata.name} has no variable ${name}`];
      return value === undefined || value === found
        ? []
        : [`${pod.metadata.name}: expected ${name}=${value}, found ${name}=${found}`];
    });
    const unwanted = (expected.lacks ?? []).filter((name) => variables.has(name));
    return [...missing, ...unwanted.map((name) => `${pod.metadata.name} has ${name}=${variables.get(name)}`)];
  });
  if (problems.length === 0) return { problems };
  return {
    problems,
    fix: 'a container keeps the variables it was started with: delete the pod, and its replacement sees the Services of now',
  };
}
