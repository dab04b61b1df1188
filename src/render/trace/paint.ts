/** Colours for a trace: the identity where none are wanted, so that chalk is loaded only for terminals. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  doubt(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
  accent(text: string): string;
}

const same = (text: string): string => text;

export const PLAIN: Paint = { good: same, bad: same, doubt: same, dim: same, strong: same, accent: same };

/** The colours to paint with. */
export async function loadPaint(color: boolean): Promise<Paint> {
  if (!color) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    doubt: (text) => chalk.yellow(text),
    dim: (text) => chalk.dim(text),
    strong: (text) => chalk.bold(text),
    accent: (text) => chalk.cyan(text),
  };
}
