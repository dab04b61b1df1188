/** What `conntrack -L` shows of one connection. */
export interface ShownConnection {
  readonly protocol: string;
  readonly original: readonly [source: string, destination: string, sourcePort: number, destinationPort: number];
  readonly reply: readonly [source: string, destination: string, sourcePort: number, destinationPort: number];
  readonly answered: boolean;
  /** Seconds since it was opened. */
  readonly age: number;
}

const NUMBERS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132, icmp: 1, icmpv6: 58 };

/** Timeouts of nf_conntrack in seconds, for answered and unanswered connections. */
const TIMEOUTS: Readonly<Record<string, readonly [answered: number, unanswered: number]>> = {
  tcp: [432000, 120],
  udp: [30, 30],
  sctp: [210, 3],
  icmp: [30, 30],
  icmpv6: [30, 30],
};

/** Whether the kernel would still know the connection. */
export function isAlive(connection: ShownConnection): boolean {
  return remaining(connection) > 0;
}

function remaining({ protocol, answered, age }: ShownConnection): number {
  const [long, short] = TIMEOUTS[protocol] ?? [600, 600];
  return (answered ? long : short) - age;
}

/** The lines of `conntrack -L`, as conntrack-tools 1.4 writes them. */
export function conntrackLines(connections: readonly ShownConnection[]): string {
  return connections.map((connection) => `${connectionLine(connection)}\n`).join('');
}

function connectionLine(connection: ShownConnection): string {
  const { protocol, original, reply, answered } = connection;
  const state = protocol === 'tcp' ? ` ${answered ? 'ESTABLISHED' : 'SYN_SENT'}` : '';
  const head = `${protocol.padEnd(8)} ${NUMBERS[protocol] ?? 0} ${Math.max(0, Math.floor(remaining(connection)))}${state}`;
  const mark = answered ? (protocol.startsWith('icmp') ? '' : ' [ASSURED]') : '';
  const pending = answered ? '' : ' [UNREPLIED]';
  return `${head} ${tuple(protocol, original)}${pending} ${tuple(protocol, reply)}${mark} mark=0 use=1`;
}

function tuple(protocol: string, [source, destination, sport, dport]: ShownConnection['original']): string {
  const ports = protocol.startsWith('icmp') ? 'type=8 code=0 id=1' : `sport=${sport} dport=${dport}`;
  return `src=${source} dst=${destination} ${ports}`;
}
