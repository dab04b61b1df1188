import type { StateStore } from '../state/store.ts';
import type { Surroundings } from '../cluster/transaction.ts';

/** Commands are data: help, completion and docs come from this; the code behind one is loaded only when it runs. */
export interface Command {
  /** `get`, or `create deployment` for a subcommand. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line, as kubectl's help has it. */
  readonly summary: string;
  readonly group: CommandGroup;
  /** What the summary leaves out and nobody would guess: a few lines of help. */
  readonly details?: string;
  /** commander's argument syntax: `<name> [rest...]`. */
  readonly arguments?: string;
  readonly options?: readonly Option[];
  readonly examples?: readonly (readonly [command: string, explanation: string])[];
  /**
   * The command reads its own words (`trace curl -k URL`, `ipvsadm -Ln`): the options declared here and the global ones are
   * recognised up to the first operand or unknown option; from there on everything reaches `args` untouched and in order.
   */
  readonly passThrough?: boolean;
  readonly hidden?: boolean;
  load(): Promise<{ run: Run }>;
}

export type CommandGroup = 'Basic' | 'Discovery' | 'Node' | 'Packet' | 'Check' | 'Cluster' | 'Server' | 'Other';

export interface Option {
  /**
   * commander's flag syntax. `<file...>` may be given several times (the value is a list; a following operand is not eaten).
   * `--no-headers` is an option of its own called `noHeaders`. As with kubectl, `--all=false` and `-o=wide` are understood.
   */
  readonly flags: string;
  readonly description: string;
  /** For `[value]`: the value of the bare flag (`--dry-run`); the next word is never taken for its value. */
  readonly preset?: string;
  /** Left out: kubectl's `required flag(s) "image" not set`. */
  readonly required?: boolean;
  readonly default?: string | boolean | number;
  readonly choices?: readonly string[];
}

/** The exit code; undefined means 0. */
export type Run = (context: CommandContext) => Promise<number | undefined | void>;

export interface CommandContext {
  /** The operands; those after `--` follow the others. */
  readonly args: readonly string[];
  /** How many of `args` stood before `--`; undefined where there was no `--`. */
  readonly argsBeforeDash: number | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly globals: GlobalOptions;
  readonly io: Io;
  readonly store: StateStore;
  /** Time and chance for this command, pinned by --now, SOURCE_DATE_EPOCH and --seed. */
  readonly surroundings: Surroundings;
}

export interface GlobalOptions {
  readonly state: string;
  /** --namespace as given; undefined: the default namespace. */
  readonly namespace: string | undefined;
  readonly proxyMode: string | undefined;
  readonly kubeVersion: string | undefined;
  /** --seed as given; undefined: the cluster's own seed. */
  readonly seed: string | undefined;
  readonly color: boolean;
}

/** The only way in which a command reaches the outside. stdout is data, stderr is talk. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** All of standard input, read once; refuses more than the limit for manifests. */
  readStdin(): Promise<string>;
  readonly stdoutIsTerminal: boolean;
  readonly stdinIsTerminal: boolean;
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}
