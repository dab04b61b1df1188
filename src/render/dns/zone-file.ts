import type { ZoneTransfer } from '../../discovery/coredns/kubernetes/transfer.ts';
import { masterLine } from './master-line.ts';

/** The zone as a zone file that other name servers read; each record once, though a transfer repeats some. */
export function zoneFile({ zone, records }: ZoneTransfer): string {
  return [`$ORIGIN ${zone}`, ...new Set(records.map(masterLine)), ''].join('\n');
}
