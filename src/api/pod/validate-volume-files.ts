import { forbidden, invalid, invalidEach, required, type FieldError } from '../field-error.ts';
import { fields, given, items, number, sortedKeys, text, type Fields } from '../go-value.ts';
import { dns1123SubdomainMessages } from '../names.ts';
import { validateLabelSelector } from '../validate-labels.ts';
import { validateFieldRef, validateResourceRef } from './validate-env.ts';
import { validateLocalPath } from './validate-paths.ts';

const SHORTEST_TOKEN = 600;
const LONGEST_TOKEN = 2 ** 32;
const MODE_RULE = 'must be a number between 0 and 0777 (octal), both inclusive';

/** A file mode below `path`, if one is given. */
export function validateMode(owner: Fields, field: string, path: string): FieldError[] {
  if (!given(owner[field])) return [];
  const mode = number(owner[field]);
  return mode >= 0 && mode <= 0o777 ? [] : [invalid(`${path}.${field}`, mode, MODE_RULE)];
}

/** A volume filled from a Secret or ConfigMap; `nameField` names the source. */
export function validateKeysVolume(source: Fields, nameField: string, path: string): FieldError[] {
  return [
    ...(text(source[nameField]) === '' ? [required(`${path}.${nameField}`)] : []),
    ...validateMode(source, 'defaultMode', path),
    ...items(source['items']).flatMap((item, i) => validateKeyToPath(fields(item), `${path}.items[${i}]`)),
  ];
}

function validateKeyToPath(item: Fields, path: string): FieldError[] {
  const target = text(item['path']);
  return [
    ...(text(item['key']) === '' ? [required(`${path}.key`)] : []),
    ...(target === '' ? [required(`${path}.path`)] : []),
    ...validateLocalPath(target, `${path}.path`),
    ...validateMode(item, 'mode', path),
  ];
}

/** A downward API volume. Upstream names the volume, not the file, in the paths. */
export function validateDownwardVolume(source: Fields, path: string): FieldError[] {
  return [
    ...validateMode(source, 'defaultMode', path),
    ...items(source['items']).flatMap((item) => validateDownwardFile(fields(item), path)),
  ];
}

function validateDownwardFile(file: Fields, path: string): FieldError[] {
  const target = text(file['path']);
  const errors = [...(target === '' ? [required(`${path}.path`)] : []), ...validateLocalPath(target, `${path}.path`)];
  if (given(file['fieldRef'])) {
    errors.push(...validateFieldRef(fields(file['fieldRef']), 'volume', `${path}.fieldRef`));
    if (given(file['resourceFieldRef'])) {
      const detail = 'fieldRef and resourceFieldRef can not be specified simultaneously';
      errors.push(invalid(path, 'resource', detail));
    }
  } else if (given(file['resourceFieldRef'])) {
    errors.push(...validateResourceRef(fields(file['resourceFieldRef']), 'volume', `${path}.resourceFieldRef`));
  } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  return [...errors, ...validateMode(file, 'mode', path)];
}

/** A projected volume: several sources in one tree, no file twice. */
export function validateProjectedVolume(volume: Fields, path: string): FieldError[] {
  const taken = new Set<string>();
  const claim = (target: string, shown: string): FieldError[] => {
    if (taken.has(target)) return [invalid(path, shown, 'conflicting duplicate paths')];
    taken.add(target);
    return [];
  };
  return [
    ...validateMode(volume, 'defaultMode', path),
    ...items(volume['sources']).flatMap((entry, i) => validateProjection(fields(entry), path, i, claim)),
  ];
}

type Claim = (target: string, shown: string) => FieldError[];

function validateProjection(source: Fields, path: string, index: number, claim: Claim): FieldError[] {
  const place = `${path}.sources[${index}]`;
  const errors: FieldError[] = [];
  for (const kind of ['secret', 'configMap']) {
    if (!given(source[kind])) continue;
    const keys = fields(source[kind]);
    const name = text(keys['name']);
    if (name === '') errors.push(required(`${place}.${kind}.name`));
    for (const [i, item] of items(keys['items']).entries()) {
      errors.push(...validateKeyToPath(fields(item), `${place}.${kind}.items[${i}]`));
      const target = text(fields(item)['path']);
      if (target !== '') errors.push(...claim(target, name));
    }
  }
  for (const item of items(fields(source['downwardAPI'])['items'])) {
    errors.push(...validateDownwardFile(fields(item), `${place}.downwardAPI`));
    const target = text(fields(item)['path']);
    if (target !== '') errors.push(...claim(target, target));
  }
  if (given(source['serviceAccountToken'])) {
    errors.push(...validateToken(fields(source['serviceAccountToken']), path, `${place}.serviceAccountToken`));
  }
  if (given(source['clusterTrustBundle'])) {
    const bundle = fields(source['clusterTrustBundle']);
    errors.push(...validateTrustBundle(bundle, `${place}.clusterTrustBundle`));
    errors.push(...claim(text(bundle['path']), text(bundle['path'])));
  }
  const count = Object.values(source).filter(given).length;
  if (count > 1) errors.push(forbidden(place, 'may not specify more than 1 volume type per source'));
  return errors;
}

function validateToken(token: Fields, volumePath: string, path: string): FieldError[] {
  const seconds = number(token['expirationSeconds']);
  const target = text(token['path']);
  const place = `${path}.expirationSeconds`;
  return [
    ...(seconds < SHORTEST_TOKEN
      ? [invalid(place, seconds, 'may not specify a duration less than 10 minutes')]
      : seconds > LONGEST_TOKEN
        ? [invalid(place, seconds, 'may not specify a duration larger than 2^32 seconds')]
        : []),
    ...(target === '' ? [required(`${volumePath}.path`)] : validateLocalPath(target, `${volumePath}.path`)),
  ];
}

function validateTrustBundle(bundle: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { name: rawName, signerName, labelSelector } = bundle;
  const name = text(rawName);
  if (given(rawName) && given(signerName)) {
    errors.push(invalid(path, sortedKeys(bundle), 'only one of name and signerName may be used'));
  } else if (given(rawName)) {
    if (name === '') errors.push(required(`${path}.name`, 'must be a valid object name'));
    const messages = dns1123SubdomainMessages(name.replace(/^[^:]*:/, ''));
    errors.push(
      ...messages.map((text) => invalid(`${path}.name`, name, `not a valid clustertrustbundlename: ${text}`)),
    );
    if (given(labelSelector)) {
      const detail = 'labelSelector must be unset if name is specified';
      errors.push(invalid(`${path}.labelSelector`, sortedKeys(labelSelector), detail));
    }
  } else if (given(signerName)) {
    if (text(signerName) === '') errors.push(required(`${path}.signerName`, 'must be a valid signer name'));
    errors.push(...invalidEach(`${path}.signerName`, text(signerName), signerMessages(text(signerName))));
    errors.push(...validateLabelSelector(labelSelector, `${path}.labelSelector`));
  } else errors.push(required(path, 'either name or signerName must be specified'));
  if (text(bundle['path']) === '') errors.push(required(`${path}.path`));
  return [...errors, ...validateLocalPath(text(bundle['path']), `${path}.path`)];
}

function signerMessages(name: string): string[] {
  const segments = name.split('/');
  if (segments.length === 2) return [];
  return ['must be a fully qualified domain and path of the form "example.com/signer-name"'];
}
