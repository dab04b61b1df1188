import { typeCode } from '../../discovery/message/record.ts';

export interface NslookupArgs {
  /** undefined: both addresses, A then AAAA. */
  readonly type: string | undefined;
  readonly debug: boolean;
  readonly tries: number;
  readonly port: number;
  readonly recurse: boolean;
  readonly name: string | undefined;
  readonly server: string | undefined;
  /** Types that were asked for and do not exist. */
  readonly unknownTypes: readonly string[];
  /** Options that nslookup does not know. */
  readonly invalid: readonly string[];
}

/** nslookup's words: `-type=SRV`, `-query=`, `-debug`, `-retry=`, `-port=` ..., then a name and perhaps a server. */
export function nslookupArgs(words: readonly string[]): NslookupArgs {
  let type: string | undefined;
  let [debug, recurse, tries, port] = [false, true, 3, 53];
  const names: string[] = [];
  const unknownTypes: string[] = [];
  const invalid: string[] = [];
  for (const word of words) {
    const option = /^-([a-z0-9]+)(?:=(.*))?$/i.exec(word);
    if (!option) {
      names.push(word);
      continue;
    }
    const [, key = '', value = ''] = option;
    if (/^(ty(pe?)?|q(u(e(r(y(type)?)?)?)?)?)$/i.test(key)) {
      if (typeCode(value) === undefined) unknownTypes.push(value);
      else type = value.toUpperCase();
    } else if (/^d(ebug)?$/i.test(key)) debug = true;
    else if (/^nodebug$/i.test(key)) debug = false;
    else if (/^ret(ry)?$/i.test(key)) tries = Math.max(1, Number(value) || 1);
    else if (/^po(rt)?$/i.test(key)) port = Number(value) || 53;
    else if (/^norec(urse)?$/i.test(key)) recurse = false;
    else if (
      !/^(rec(urse)?|timeout|t|cl(ass)?|vc|novc|d2|nod2|search|nosearch|sil(ent)?|fail|nofail|ndots|domain|do|all)$/i.test(
        key,
      )
    ) {
      invalid.push(word);
    }
  }
  return { type, debug, tries, port, recurse, name: names[0], server: names[1], unknownTypes, invalid };
}
