import { duplicate, forbidden, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, number, text, type Fields } from '../go-value.ts';
import { dns1123LabelMessages, labelKeyMessages, portNameMessages, portNumberMessages } from '../names.ts';

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** What is wrong with each port by itself and with its name among the others: upstream's validateServicePort. */
export function validateServicePorts(ports: readonly unknown[]): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((entry, i) => {
    const port = fields(entry);
    const path = `spec.ports[${i}]`;
    const appProtocol = port['appProtocol'];
    return [
      ...validateName(text(port['name']), ports.length > 1, names, path),
      ...invalidEach(`${path}.port`, number(port['port']), portNumberMessages(number(port['port']))),
      ...validateProtocol(port['protocol'], path),
      ...validatePortNumberOrName(port['targetPort'], `${path}.targetPort`),
      ...(given(appProtocol)
        ? invalidEach(`${path}.appProtocol`, text(appProtocol), labelKeyMessages(text(appProtocol)))
        : []),
    ];
  });
}

function validateName(name: string, isRequired: boolean, names: Set<string>, path: string): FieldError[] {
  if (name === '') return isRequired ? [required(`${path}.name`)] : [];
  const errors = invalidEach(`${path}.name`, name, dns1123LabelMessages(name));
  if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
  names.add(name);
  return errors;
}

/** The protocol below `path`: required, and one of SCTP, TCP, UDP. */
export function validateProtocol(protocol: unknown, path: string): FieldError[] {
  const name = text(protocol);
  if (name === '') return [required(`${path}.protocol`)];
  return PROTOCOLS.includes(name) ? [] : [notSupported(`${path}.protocol`, name, PROTOCOLS)];
}

/** An IntOrString that names a port: a number by range, a string by the IANA name rule. */
export function validatePortNumberOrName(port: unknown, path: string): FieldError[] {
  if (typeof port === 'string') return invalidEach(path, port, portNameMessages(port));
  return invalidEach(path, number(port), portNumberMessages(number(port)));
}

/** Node ports that the type forbids, and node ports and ports given twice. */
export function validatePortCollisions(spec: Fields, ports: readonly unknown[]): FieldError[] {
  return [
    ...(spec['type'] === 'ClusterIP' ? validateNoNodePorts(ports) : []),
    ...validateDistinctNodePorts(ports),
    ...validateDistinctPorts(ports),
  ];
}

function validateNoNodePorts(ports: readonly unknown[]): FieldError[] {
  return ports.flatMap((port, i) =>
    number(fields(port)['nodePort']) === 0
      ? []
      : [forbidden(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'")],
  );
}

function validateDistinctNodePorts(ports: readonly unknown[]): FieldError[] {
  const seen = new Set<string>();
  return ports.flatMap((entry, i) => {
    const { protocol, nodePort } = fields(entry);
    if (number(nodePort) === 0) return [];
    const key = `${text(protocol)}/${number(nodePort)}`;
    const errors = seen.has(key) ? [duplicate(`spec.ports[${i}].nodePort`, number(nodePort))] : [];
    seen.add(key);
    return errors;
  });
}

/** The value shown is Go's internal ServicePort with nothing but protocol and port set. */
function validateDistinctPorts(ports: readonly unknown[]): FieldError[] {
  const seen = new Set<string>();
  return ports.flatMap((entry, i) => {
    const { protocol, port } = fields(entry);
    const shown = {
      Name: '',
      Protocol: text(protocol),
      AppProtocol: null,
      Port: number(port),
      TargetPort: 0,
      NodePort: 0,
    };
    const key = `${shown.Protocol}/${shown.Port}`;
    const errors = seen.has(key) ? [duplicate(`spec.ports[${i}]`, shown)] : [];
    seen.add(key);
    return errors;
  });
}
