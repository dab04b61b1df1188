import type { Rcode, ResourceRecord } from './record.ts';

export interface Question {
  /** Absolute, with the final dot, in the case in which it was asked. */
  readonly name: string;
  /** `A`, `SRV`, `TYPE65280` ... */
  readonly type: string;
  /** Absent: 1, the Internet. */
  readonly class?: number;
}

/** What a DNS server says to one question. */
export interface Reply {
  readonly rcode: Rcode;
  /** AA */
  readonly authoritative: boolean;
  /** RA */
  readonly recursionAvailable: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
  /** Set where the question would leave the simulated cluster: the servers that would have been asked. The rest is then only the likely reply. */
  readonly outside?: readonly string[];
  /** `namespace/name` of the one Service on which the reply depends; undefined where other changes can change it too. */
  readonly dependsOn?: string;
}

const NOTHING: readonly ResourceRecord[] = [];

/** A reply without records. CoreDNS writes such errors without AA and without RA. */
export function bareReply(rcode: Rcode, more: Partial<Reply> = {}): Reply {
  return {
    rcode,
    authoritative: false,
    recursionAvailable: false,
    answers: NOTHING,
    authority: NOTHING,
    additional: NOTHING,
    ...more,
  };
}
