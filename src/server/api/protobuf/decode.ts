import type { Fields } from '../../../api/go-value.ts';
export function decodeProtobuf(_bytes: Buffer): Fields {
  return {};
}
