import type { KubeObject } from '../../api/meta.ts';
import { isObject } from '../patch/json-value.ts';
import { FieldSet } from './field-set.ts';
import { fieldElement, type Path } from './path-element.ts';

/** Fields of the spec that the API server or a controller fills in after it has noted who wrote what. */
const IN_SPEC: Readonly<Record<string, readonly string[] | undefined>> = {
  pods: ['nodeName', 'tolerations', 'preemptionPolicy', 'priority'],
  services: ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'healthCheckNodePort'],
};

const METADATA = fieldElement('metadata');
const ANNOTATIONS = fieldElement('annotations');
const SPEC = fieldElement('spec');
/** Written by the deployment controller together with the status. */
const REVISION = fieldElement('deployment.kubernetes.io/revision');

/** Those of the fields that nobody who writes the object usually sets. */
export function allocated(fields: FieldSet, plural: string): FieldSet {
  const inSpec = (IN_SPEC[plural] ?? []).map((name): Path => [SPEC, fieldElement(name)]);
  if (plural === 'services') return FieldSet.of(...inSpec, ...nodePorts(fields));
  if (plural === 'deployments') return revision(fields);
  return FieldSet.of(...inSpec);
}

/** Whether an object sets such fields itself. */
export function givesAllocated({ spec }: KubeObject, plural: string): boolean {
  if (!isObject(spec)) return false;
  if ((IN_SPEC[plural] ?? []).some((name) => spec[name] !== undefined)) return true;
  const { ports } = spec;
  return plural === 'services' && Array.isArray(ports) && ports.some((port) => isObject(port) && port['nodePort']);
}

function nodePorts(fields: FieldSet): Path[] {
  const nodePort = fieldElement('nodePort');
  return [
    ...fields
      .below(SPEC)
      .below(fieldElement('ports'))
      .paths([SPEC, fieldElement('ports')]),
  ].filter((path) => path.length === 4 && path[3] === nodePort);
}

function revision(fields: FieldSet): FieldSet {
  const annotations = [METADATA, ANNOTATIONS];
  const all = [...fields.below(METADATA).below(ANNOTATIONS).paths()];
  if (!all.some(([name]) => name === REVISION)) return new FieldSet();
  // The first annotation comes with the map that holds it.
  return FieldSet.of([...annotations, REVISION], ...(all.length === 1 ? [annotations] : []));
}
