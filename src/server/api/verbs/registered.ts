import { SERVED } from '../../../api/served.ts';

/** Whether the API server knows the kind, or the list of it, under this spelling. */
export function isRegistered(kind: string, groupVersion: string): boolean {
  return SERVED.some((one) => one.apiVersion === groupVersion && (kind === one.kind || kind === `${one.kind}List`));
}
