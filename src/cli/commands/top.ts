import { UserError } from '../../net/user-error.ts';
import type { Run } from '../command.ts';

/** A cluster without a metrics server has nothing to tell. */
export const run: Run = () => Promise.reject(new UserError('Metrics API not available', 1));
