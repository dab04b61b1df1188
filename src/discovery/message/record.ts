/** Response codes as dig and nslookup name them (RFC 1035, RFC 6891). */
export type Rcode =
  'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED' | 'YXDOMAIN' | 'NOTAUTH' | 'BADVERS';

const RCODES: Readonly<Record<Rcode, number>> = {
  NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, YXDOMAIN: 6, NOTAUTH: 9, BADVERS: 16,
}; // prettier-ignore

/** The number of a response code on the wire. */
export function rcodeNumber(rcode: Rcode): number {
  return RCODES[rcode];
}

/** The response code written as `NXDOMAIN`; undefined for names that are none or that kubesim never sends. */
export function rcodeNamed(text: string): Rcode | undefined {
  const upper = text.toUpperCase();
  return Object.hasOwn(RCODES, upper) ? (upper as Rcode) : undefined;
}

/** Record types by name. Anything else is written `TYPE65280` (RFC 3597). */
const TYPES: Readonly<Record<string, number>> = {
  A: 1, NS: 2, CNAME: 5, SOA: 6, NULL: 10, PTR: 12, HINFO: 13, MX: 15, TXT: 16, RP: 17, AFSDB: 18, SIG: 24, KEY: 25,
  AAAA: 28, LOC: 29, SRV: 33, NAPTR: 35, CERT: 37, DNAME: 39, OPT: 41, DS: 43, SSHFP: 44, RRSIG: 46, NSEC: 47, DNSKEY: 48,
  NSEC3: 50, TLSA: 52, SVCB: 64, HTTPS: 65, SPF: 99, TSIG: 250, IXFR: 251, AXFR: 252, ANY: 255, URI: 256, CAA: 257,
}; // prettier-ignore
const TYPE_NAMES = new Map(Object.entries(TYPES).map(([name, code]) => [code, name]));

/** The name of a record type: `AAAA`, or `TYPE123` for one without a name here. */
export function typeName(code: number): string {
  return TYPE_NAMES.get(code) ?? `TYPE${code}`;
}

/** The number of a record type named `aaaa`, `AAAA` or `TYPE28`; undefined if it is none. */
export function typeCode(name: string): number | undefined {
  const upper = name.toUpperCase();
  if (Object.hasOwn(TYPES, upper)) return TYPES[upper];
  const generic = /^TYPE(\d{1,5})$/.exec(upper);
  const code = generic ? Number(generic[1]) : NaN;
  return code <= 65535 ? code : undefined;
}

export const CLASS_IN = 1;
const CLASSES: Readonly<Record<string, number>> = { IN: CLASS_IN, CH: 3, HS: 4, NONE: 254, ANY: 255 };
const CLASS_WORDS: Readonly<Record<string, number>> = { ...CLASSES, CHAOS: 3, HESIOD: 4, RESERVED0: 0 };

/** The number of a class named `in`, `CHAOS` or `CLASS32`; undefined if it is none. */
export function classCode(name: string): number | undefined {
  const upper = name.toUpperCase();
  if (Object.hasOwn(CLASS_WORDS, upper)) return CLASS_WORDS[upper];
  const generic = /^CLASS(\d{1,5})$/.exec(upper);
  const code = generic ? Number(generic[1]) : NaN;
  return code <= 65535 ? code : undefined;
}

/** The name of a class: `IN`, or `CLASS32` for one without a name. */
export function className(code: number): string {
  return Object.keys(CLASSES).find((name) => CLASSES[name] === code) ?? (code === 0 ? 'RESERVED0' : `CLASS${code}`);
}

interface Owned {
  /** Absolute, in presentation form, with the final dot. */
  readonly name: string;
  /** seconds */
  readonly ttl: number;
}

export type AddressRecord = Owned & { readonly type: 'A' | 'AAAA'; readonly address: string };
export type TargetRecord = Owned & { readonly type: 'CNAME' | 'PTR' | 'NS' | 'DNAME'; readonly target: string };
export type SrvRecord = Owned & {
  readonly type: 'SRV';
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: string;
};
export type MxRecord = Owned & { readonly type: 'MX'; readonly preference: number; readonly exchange: string };
export type TxtRecord = Owned & { readonly type: 'TXT'; readonly strings: readonly string[] };
export type SoaRecord = Owned & {
  readonly type: 'SOA';
  readonly mname: string;
  readonly rname: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
};

export type ResourceRecord = AddressRecord | TargetRecord | SrvRecord | MxRecord | TxtRecord | SoaRecord;

/** The data of a record as a zone file has it: `0 100 443 kubernetes.default.svc.cluster.local.` */
export function recordData(record: ResourceRecord): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address;
    case 'SRV':
      return `${record.priority} ${record.weight} ${record.port} ${record.target}`;
    case 'MX':
      return `${record.preference} ${record.exchange}`;
    case 'TXT':
      return record.strings.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(' ');
    case 'SOA': {
      const { mname, rname, serial, refresh, retry, expire, minimum } = record;
      return `${mname} ${rname} ${serial} ${refresh} ${retry} ${expire} ${minimum}`;
    }
    default:
      return record.target;
  }
}
