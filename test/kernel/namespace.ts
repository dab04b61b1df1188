import { spawnSync } from 'node:child_process';

/** Runs programs in a network namespace of their own: whatever they load is gone when they end. Needs root and Linux. */

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A shell script in a fresh network namespace, with `input` as its standard input. */
export function inNamespace(script: string, input = ''): Ran {
  const { status, stdout, stderr } = spawnSync('unshare', ['-n', 'sh', '-c', script], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 30_000,
  });
  return { status, stdout: stdout ?? '', stderr: stderr ?? '' };
}

/** Why a script cannot run in a namespace here; undefined: it can. */
export function whyNot(script: string): string | undefined {
  const { status, stderr } = inNamespace(script);
  if (status === 0) return undefined;
  return stderr.trim().split('\n').at(-1) || `exit code ${status ?? 'none'}`;
}

/**
 * Makes the accounting objects that kube-proxy's nfacct conditions count with, over netlink (the nfacct tool is rarely
 * installed). Fails where Python or the kernel cannot.
 */
export const MAKE_NFACCT = `python3 -c '
import socket, struct
link = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
link.bind((0, 0))
for name in ("localhost_nps_accepted_pkts", "ct_state_invalid_dropped_pkts"):
    value = name.encode() + bytes(1)
    attribute = struct.pack("HH", 4 + len(value), 1) + value
    body = struct.pack("BBH", 0, 0, 0) + attribute + bytes(-len(attribute) % 4)
    link.send(struct.pack("IHHII", 16 + len(body), 7 << 8, 0x405, 1, 0) + body)
    error = struct.unpack("i", link.recv(4096)[16:20])[0]
    if error: raise SystemExit(error)
'`;
