import { invalid, invalidEach, type FieldError } from '../field-error.ts';
import { fields, text, type Fields } from '../go-value.ts';
import { dns1123SubdomainMessages } from '../names.ts';
import { validateMetaUpdate } from '../validate-meta.ts';

/** What is wrong with a core Event: upstream's legacyValidateEvent, which leaves most fields alone. */
export function validateEvent(event: Fields): FieldError[] {
  const namespace = text(fields(event['metadata'])['namespace']);
  const about = text(fields(event['involvedObject'])['namespace']);
  // Objects without a namespace have their events in `default`.
  const fits = about === '' ? namespace === '' || namespace === 'default' : namespace === about;
  return [
    ...(fits ? [] : [invalid('involvedObject.namespace', about, 'does not match event.namespace')]),
    ...invalidEach('namespace', namespace, dns1123SubdomainMessages(namespace)),
  ];
}

export function validateEventUpdate(next: Fields, previous: Fields): FieldError[] {
  return [...validateMetaUpdate(next['metadata'], previous['metadata']), ...validateEvent(next)];
}
