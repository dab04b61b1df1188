import { forbidden, invalid, invalidEach, tooLong, type FieldError } from '../field-error.ts';
import { fields, sameJson, stringEntries, type Fields } from '../go-value.ts';
import { byteLength, configKeyMessages, dns1123SubdomainMessages } from '../names.ts';
import { validateMeta, validateMetaUpdate } from '../validate-meta.ts';

const MOST_BYTES = 1024 * 1024;
const FIXED = 'field is immutable when `immutable` is set';

/** What is wrong with a ConfigMap: upstream's ValidateConfigMap. */
export function validateConfigMap(map: Fields): FieldError[] {
  const data = stringEntries(map['data']);
  const binary = stringEntries(map['binaryData']);
  const size =
    data.reduce((sum, [, value]) => sum + byteLength(value), 0) +
    binary.reduce((sum, [, value]) => sum + Buffer.from(value, 'base64').length, 0);
  return [
    ...validateMeta(map['metadata'], true, (name) => dns1123SubdomainMessages(name)),
    ...data.flatMap(([key]) => [
      ...invalidEach(`data[${key}]`, key, configKeyMessages(key)),
      ...(Object.hasOwn(fields(map['binaryData']), key)
        ? [invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')]
        : []),
    ]),
    ...binary.flatMap(([key]) => invalidEach(`binaryData[${key}]`, key, configKeyMessages(key))),
    ...(size > MOST_BYTES ? [tooLong('[]', MOST_BYTES)] : []),
  ];
}

/** What is wrong with changing `previous` into `next`: upstream's ValidateConfigMapUpdate. */
export function validateConfigMapUpdate(next: Fields, previous: Fields): FieldError[] {
  const errors = validateMetaUpdate(next['metadata'], previous['metadata']);
  if (previous['immutable'] === true) {
    if (next['immutable'] !== true) errors.push(forbidden('immutable', FIXED));
    for (const field of ['data', 'binaryData']) {
      if (!sameJson(fields(next[field]), fields(previous[field]))) errors.push(forbidden(field, FIXED));
    }
  }
  return [...errors, ...validateConfigMap(next)];
}
