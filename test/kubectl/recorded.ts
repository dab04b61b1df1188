/** What a command said. */
export interface Said {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

export interface Block extends Said {
  readonly words: readonly string[];
}

/** The blocks that session.sh prints. */
export function readSession(text: string): Block[] {
  return text
    .split(/^##### /m)
    .slice(1)
    .map((block) => {
      const { out, err, code } = saidIn(block);
      const words = block
        .slice(block.indexOf('\n') + 1, block.indexOf('--- stdout\n'))
        .split('\n')
        .slice(0, -1);
      return { words, out, err, code };
    });
}

/** What a real kubectl said to a real cluster, by command line. Commands that stand twice are told by their last answer. */
export function readRecorded(text: string): Map<string, Said[]> {
  const found = new Map<string, Said[]>();
  for (const block of text.split(/^##### /m).slice(1)) {
    const command = /^\$ kubectl ?(.*)$/m.exec(block)?.[1] ?? '';
    found.set(command, [...(found.get(command) ?? []), saidIn(block)]);
  }
  return found;
}

function saidIn(block: string): Said {
  const between = (from: string, to: string): string =>
    block.slice(block.indexOf(from) + from.length, block.indexOf(to));
  return {
    out: between('--- stdout\n', '--- stderr\n'),
    err: between('--- stderr\n', '--- exit '),
    code: Number(/--- exit (\d+)/.exec(block)?.[1]),
  };
}

/** An answer without what chance and time make of it: names, addresses, ports, ages, versions; lines sorted. */
export function settled({ out, err, code }: Said): { out: string[]; err: string[]; code: number } {
  return { out: lines(out), err: lines(err), code };
}

function lines(text: string): string[] {
  return (
    text
      .replaceAll('kubesim', 'kubectl')
      .replace(/https?:\/\/[\d.]+:\d+/g, 'SERVER')
      // Behind a refusal kubesim names the lines at fault.
      .replace(/^\S+\.yaml:\d+:\d+: .*\n/gm, '')
      // Gone since 1.34.
      .replace(/^ *"?creationTimestamp"?: null,?\n/gm, '')
      // The kubectl of some systems says Error, all others error.
      .replace(/^Error: /gm, 'error: ')
      // Said since 1.34.
      .replace(/(deleted|\(dry run\)|\(server dry run\)) from \S+ namespace$/gm, '$1')
      .replace(/\b([a-z-]+)-[a-f0-9]{8,10}(-[a-z0-9]{5})?\b/g, '$1-HASH')
      .replace(
        /\b(web(?:-[a-z]+)?|tmp-svc|withsvc|app|cip|lb|npx|ext)-(?!np\b|lb\b|h\b|udp\b)[bcdfghjklmnpqrstvwxz2456789]{5}(?=\s|$)/gm,
        '$1-SUFFIX',
      )
      .replace(/pod-template-hash=\w+/g, 'pod-template-hash=HASH')
      .replace(/\b10\.(9[6-9]|1[01]\d|24[45])\.\d+\.\d+/g, 'IP')
      .replace(/\b3[0-2]\d{3}\b/g, 'NODEPORT')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
      .replace(/"?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| \+0000)"?/g, 'TIME')
      .replace(/(resourceVersion"?: )"\d+"/g, '$1"VERSION"')
      .replace(/\b(\d+[smhdy])+\b/g, 'AGE')
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' ').trim())
      .filter((line) => line !== '' && line !== '(no newline at the end)')
      .sort()
  );
}
