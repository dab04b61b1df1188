import type { TypeTable } from '../schema-table.ts';
import { CONTAINER_TYPES } from './schema/container.ts';
import { SCHEDULING_TYPES } from './schema/scheduling.ts';
import { SECURITY_TYPES } from './schema/security.ts';
import { POD_SPEC_TYPES } from './schema/spec.ts';
import { POD_STATUS_TYPES } from './schema/status.ts';
import { STORAGE_TYPES } from './schema/storage.ts';
import { VOLUME_TYPES } from './schema/volumes.ts';

/** Pods, and the templates of workloads. */
export const POD_TYPES: readonly TypeTable[] = [
  POD_SPEC_TYPES,
  CONTAINER_TYPES,
  VOLUME_TYPES,
  STORAGE_TYPES,
  SECURITY_TYPES,
  SCHEDULING_TYPES,
  POD_STATUS_TYPES,
];
