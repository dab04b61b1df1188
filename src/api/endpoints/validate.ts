import { invalidEach, required, type FieldError } from '../field-error.ts';
import { fields, given, items, number, text, type Fields } from '../go-value.ts';
import { addressMessages, nonSpecialAddressMessages } from '../ip-rules.ts';
import { dns1123LabelMessages, dns1123SubdomainMessages, labelKeyMessages, portNumberMessages } from '../names.ts';
import { validateProtocol } from '../service/validate-port.ts';
import { validateMeta, validateMetaUpdate } from '../validate-meta.ts';

/** What is wrong with a defaulted Endpoints object: upstream's ValidateEndpoints. */
export function validateEndpoints(endpoints: Fields): FieldError[] {
  return [
    ...validateMeta(endpoints['metadata'], true, (name) => dns1123SubdomainMessages(name)),
    ...items(endpoints['subsets']).flatMap((subset, i) => validateSubset(fields(subset), `subsets[${i}]`)),
  ];
}

export function validateEndpointsUpdate(next: Fields, previous: Fields): FieldError[] {
  return [...validateMetaUpdate(next['metadata'], previous['metadata']), ...validateEndpoints(next)];
}

function validateSubset(subset: Fields, path: string): FieldError[] {
  const ready = items(subset['addresses']);
  const unready = items(subset['notReadyAddresses']);
  const ports = items(subset['ports']);
  return [
    ...(ready.length + unready.length === 0 ? [required(path, 'must specify `addresses` or `notReadyAddresses`')] : []),
    ...ready.flatMap((address, i) => validateAddress(fields(address), `${path}.addresses[${i}]`)),
    ...unready.flatMap((address, i) => validateAddress(fields(address), `${path}.notReadyAddresses[${i}]`)),
    ...ports.flatMap((port, i) => validatePort(fields(port), ports.length > 1, `${path}.ports[${i}]`)),
  ];
}

function validateAddress(address: Fields, path: string): FieldError[] {
  const ip = text(address['ip']);
  const hostname = text(address['hostname']);
  const nodeName = address['nodeName'];
  return [
    ...invalidEach(`${path}.ip`, ip, addressMessages(ip)),
    ...(hostname === '' ? [] : invalidEach(`${path}.hostname`, hostname, dns1123LabelMessages(hostname))),
    ...(given(nodeName)
      ? invalidEach(`${path}.nodeName`, text(nodeName), dns1123SubdomainMessages(text(nodeName)))
      : []),
    ...invalidEach(`${path}.ip`, ip, nonSpecialAddressMessages(ip)),
  ];
}

function validatePort(port: Fields, needsName: boolean, path: string): FieldError[] {
  const name = text(port['name']);
  const appProtocol = port['appProtocol'];
  return [
    ...(name === ''
      ? needsName
        ? [required(`${path}.name`)]
        : []
      : invalidEach(`${path}.name`, name, dns1123LabelMessages(name))),
    ...invalidEach(`${path}.port`, number(port['port']), portNumberMessages(number(port['port']))),
    ...validateProtocol(port['protocol'], path),
    ...(given(appProtocol)
      ? invalidEach(`${path}.appProtocol`, text(appProtocol), labelKeyMessages(text(appProtocol)))
      : []),
  ];
}
