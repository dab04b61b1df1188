import type { KubeObject } from '../../api/meta.ts';
import type { CommandContext } from '../command.ts';
import { dryRunOf, dryRunSuffix } from './dry-run.ts';
import { nameOf, printerOf, type Print } from './output.ts';

/** Says what became of objects: `service/web created`, or the objects themselves with -o. */
export interface Results {
  /** Notes what happened to an object. */
  done(object: KubeObject, operation: string): void;
  /** A line of its own. */
  say(text: string): void;
  /** Prints everything noted since. */
  print(): Promise<void>;
}

/**
 * `asList`: several objects are printed as one List (apply, create -f), not one after another. `json` writes -o json where it is
 * not written sorted.
 */
export async function resultsFor(
  context: CommandContext,
  asList = false,
  json?: (object: unknown) => string,
): Promise<Results> {
  const print = await printerOf(context, false, json);
  const suffix = dryRunSuffix(dryRunOf(context));
  const steps: (string | KubeObject)[] = [];
  return {
    done(object, operation) {
      steps.push(print ? object : `${nameOf(object)} ${operation}${suffix}\n`);
    },
    say(text) {
      steps.push(text);
    },
    async print() {
      context.io.out(await textOf(steps.splice(0), print, asList));
    },
  };
}

async function textOf(
  steps: readonly (string | KubeObject)[],
  print: Print | undefined,
  asList: boolean,
): Promise<string> {
  const objects = steps.filter((step) => typeof step !== 'string');
  if (print && asList && objects.length > 0) return print(objects, objects.length > 1);
  let text = '';
  for (const step of steps) {
    if (typeof step === 'string') text += step;
    else if (print) text += `${text !== '' && isYaml(text) ? '---\n' : ''}${await print([step], false)}`;
  }
  return text;
}

function isYaml(text: string): boolean {
  return text.startsWith('apiVersion:');
}
