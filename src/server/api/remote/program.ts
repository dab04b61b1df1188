import type { Pod } from '../../../api/pod/type.ts';

/** Where a program in a container writes. */
export interface ProgramOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * Runs a program as it would run in the pod and returns its exit code. Rejects with an error whose message is for people if no
 * such program can be run.
 */
export type RunProgram = (pod: Pod, words: readonly string[], output: ProgramOutput) => Promise<number>;
