import type { TypeTable } from '../schema-table.ts';

/** ConfigMaps. */
export const CONFIG_MAP_TYPES: TypeTable = {
  ConfigMap: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    4 immutable *bool
    2 data map[string]string
    3 binaryData map[string][]uint8`,
};
