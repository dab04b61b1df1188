import { Text, useStdout } from 'ink';
import { useEffect, useState, type ReactElement } from 'react';
import type { Line, Tone } from './lines.ts';

const COLORS: Readonly<Partial<Record<Tone, string>>> = { good: 'green', bad: 'red', doubt: 'yellow', accent: 'cyan' };

/** One line of text, cut where the terminal ends. Without colours, weight alone tells lines apart. */
export function Styled({ line, color }: { readonly line: Line; readonly color: boolean }): ReactElement {
  const { text, tone } = line;
  const shade = color ? COLORS[tone] : undefined;
  const bold = tone === 'strong' || (!color && (tone === 'bad' || tone === 'good'));
  return (
    <Text wrap="truncate" bold={bold} dimColor={tone === 'dim'} {...(shade === undefined ? {} : { color: shade })}>
      {text === '' ? ' ' : text}
    </Text>
  );
}

/** Columns and rows of the terminal, kept up to date. */
export function useSize(): readonly [number, number] {
  const { stdout } = useStdout();
  const read = (): readonly [number, number] => [stdout.columns || 80, stdout.rows || 24];
  const [size, setSize] = useState(read);
  useEffect(() => {
    const changed = (): void => setSize(read());
    stdout.on('resize', changed);
    return () => void stdout.off('resize', changed);
  }, [stdout]);
  return size;
}
