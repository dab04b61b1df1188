import { parseAddress, type Address } from '../../net/address.ts';
import { absolute, labelBytes, labelsOf } from './name.ts';
import { CLASS_IN, typeCode, type ResourceRecord } from './record.ts';

/** Compression pointers hold 14 bits (RFC 1035 section 4.1.4). */
const POINTER_LIMIT = 0x4000;

/** The longest message: TCP's length prefix has 16 bits. */
export const MESSAGE_LIMIT = 65535;

/** Writes DNS messages. Throws RangeError where a message would pass 65,535 bytes. */
export class MessageWriter {
  bytes: Uint8Array = new Uint8Array(512);
  length = 0;
  readonly #names: Map<string, number> | undefined;

  constructor(compress: boolean) {
    this.#names = compress ? new Map() : undefined;
  }

  /** What has been written. */
  done(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  u8(value: number): void {
    if (this.length >= this.bytes.length) this.#grow();
    this.bytes[this.length++] = value;
  }

  u16(value: number): void {
    this.u8((value >>> 8) & 255);
    this.u8(value & 255);
  }

  u32(value: number): void {
    this.u16((value >>> 16) & 0xffff);
    this.u16(value & 0xffff);
  }

  raw(bytes: Uint8Array): void {
    for (const byte of bytes) this.u8(byte);
  }

  /** A name; with `mayPoint` the part that stands in the message already is pointed at. Names that are written are always remembered. */
  name(text: string, mayPoint = true): void {
    const labels = labelsOf(absolute(text));
    for (let i = 0; i < labels.length; i++) {
      const rest = this.#names && labels.slice(i).join('.');
      const known = rest === undefined ? undefined : this.#names?.get(rest);
      if (known !== undefined && mayPoint) {
        this.u16(0xc000 | known);
        return;
      }
      if (rest !== undefined && known === undefined && this.length < POINTER_LIMIT) this.#names?.set(rest, this.length);
      const bytes = labelBytes(labels[i] ?? '');
      this.u8(bytes.length & 63);
      for (const byte of bytes.slice(0, 63)) this.u8(byte);
    }
    this.u8(0);
  }

  question(name: string, type: string, inClass: number = CLASS_IN): void {
    this.name(name);
    this.u16(typeCode(type) ?? 0);
    this.u16(inClass);
  }

  record(record: ResourceRecord): void {
    this.name(record.name);
    this.u16(typeCode(record.type) ?? 0);
    this.u16(CLASS_IN);
    this.u32(record.ttl);
    const start = this.length;
    this.u16(0);
    this.#data(record);
    const size = this.length - start - 2;
    this.bytes[start] = size >>> 8;
    this.bytes[start + 1] = size & 255;
  }

  #data(record: ResourceRecord): void {
    switch (record.type) {
      case 'A':
      case 'AAAA':
        this.#address(parseAddress(record.address));
        break;
      case 'SRV':
        this.u16(record.priority);
        this.u16(record.weight);
        this.u16(record.port);
        this.name(record.target, false);
        break;
      case 'MX':
        this.u16(record.preference);
        this.name(record.exchange);
        break;
      case 'TXT':
        for (const text of record.strings) {
          const bytes = new TextEncoder().encode(text).subarray(0, 255);
          this.u8(bytes.length);
          this.raw(bytes);
        }
        break;
      case 'SOA':
        this.name(record.mname);
        this.name(record.rname);
        for (const value of [record.serial, record.refresh, record.retry, record.expire, record.minimum])
          this.u32(value);
        break;
      case 'DNAME':
        this.name(record.target, false);
        break;
      default:
        this.name(record.target);
    }
  }

  #address(of: Address | undefined): void {
    if (!of) return;
    if (of.family === 4) this.u32(of.bits as number);
    else for (let shift = 112n; shift >= 0n; shift -= 16n) this.u16(Number(((of.bits as bigint) >> shift) & 0xffffn));
  }

  #grow(): void {
    if (this.bytes.length > MESSAGE_LIMIT) throw new RangeError('a DNS message of more than 65535 bytes');
    const bigger = new Uint8Array(this.bytes.length * 2);
    bigger.set(this.bytes);
    this.bytes = bigger;
  }
}
