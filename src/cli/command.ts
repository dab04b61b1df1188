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
  /** commander's argument syntax: `<name> [rest...]`. */
  readonly arguments?: string;
  readonly options?: readonly Option[];
  readonly examples?: readonly (readonly [command: string, explanation: string])[];
  /** Everything after the command name is passed on untouched (`trace curl -k URL`, `exec POD -- env`). */
  readonly passThrough?: boolean;
  readonly hidden?: boolean;
  load(): Promise<{ run: Run }>;
}

export type CommandGroup = 'Basic' | 'Discovery' | 'Node' | 'Packet' | 'Check' | 'Cluster' | 'Server' | 'Other';

export interface Option {
  /** commander's flag syntax: `-f, --filename <file...>`. */
  readonly flags: string;
  readonly description: string;
  readonly default?: string | boolean | number;
  readonly choices?: readonly string[];
}

/** The exit code; undefined means 0. */
export type Run = (context: CommandContext) => Promise<number | undefined | void>;

export interface CommandContext {
  readonly args: readonly string[];
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
