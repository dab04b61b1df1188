import type { TypeTable } from '../schema-table.ts';

/** ServiceCIDRs. */
export const SERVICE_CIDR_TYPES: TypeTable = {
  ServiceCIDR: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.ServiceCIDRSpec
    3 status v1.ServiceCIDRStatus`,
  ServiceCIDRSpec: `
    1 cidrs []string =CIDRs atomic`,
  ServiceCIDRStatus: `
    1 conditions []v1.Condition merge=type map=type`,
};
