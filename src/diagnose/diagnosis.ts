import type { Origin } from '../net/origin.ts';
import type { DiagnosisCode } from './reasons.ts';

/** The road that leads from a Service to its pods, stop by stop, and where it ends. */
export interface Diagnosis {
  /** `namespace/name` */
  readonly service: string;
  readonly checks: readonly Check[];
  /** DELIVERED: nothing wrong was found. */
  readonly reason: DiagnosisCode;
  readonly message: string;
  /** The manifest line to look at. */
  readonly origin?: Origin;
}

export interface Check {
  /** `exists`, `selector`, `ports` ... */
  readonly name: string;
  readonly status: 'ok' | 'fail' | 'warn' | 'info';
  readonly text: string;
  readonly details?: readonly string[];
  readonly reason?: DiagnosisCode;
  readonly origin?: Origin;
}
