import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One recorded `kubectl apply`. */
export interface Block {
  readonly number: number;
  readonly title: string;
  /** The file name kubectl saw. */
  readonly file: string;
  readonly manifest: string;
  readonly before: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** The blocks of recordings/general/validation.txt. */
export function recordedBlocks(): Block[] {
  const path = fileURLToPath(new URL('../recordings/general/validation.txt', import.meta.url));
  return readFileSync(path, 'utf8')
    .split(/^##### /m)
    .slice(1)
    .map(blockOf);
}

function blockOf(source: string): Block {
  const [, number = '0', title = ''] = /^(\d+)\. (.*)/.exec(source) ?? [];
  const part = (name: string): string | undefined =>
    new RegExp(`^--- ${name}[^\\n]*\\n([\\s\\S]*?)(?=^--- (?:manifest|command|stdout|stderr|exit))`, 'm').exec(
      source,
    )?.[1];
  return {
    number: Number(number),
    title,
    file: /^--- manifest (.*)$/m.exec(source)?.[1] ?? '',
    manifest: part('manifest') ?? '',
    before: part('applied before'),
    stdout: part('stdout') ?? '',
    stderr: part('stderr') ?? '',
    exit: Number(/^--- exit (\d+)/m.exec(source)?.[1] ?? 0),
  };
}
