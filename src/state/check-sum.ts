/** CRC-32 of the bytes behind others whose check sum is `from`. Its code is loaded when it is first needed: most commands only read. */
export function crc32(bytes: Uint8Array, from: number): number {
  return process.getBuiltinModule('node:zlib').crc32(bytes, from);
}

/** A check sum as it is written: always eight digits. */
export function hex(sum: number): string {
  return sum.toString(16).padStart(8, '0');
}
