import type { KubeObject } from '../../api/meta.ts';
import type { Resource } from '../../api/resource.ts';
import { badRequestError } from '../refusals.ts';

export interface FieldRequirement {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

/** The terms of a field selector, all of which must hold. Throws StatusError (400); whether a kind has the field is `checkFields`' matter. */
export function parseFieldSelector(text: string): FieldRequirement[] {
  return splitTerms(text)
    .filter((term) => term !== '')
    .map((term) => {
      const found = /^((?:[^=!\\]|\\.|!(?!=))*)(!=|==|=)(.*)$/s.exec(term);
      if (!found) throw badRequestError(`invalid selector: '${text}'; can't understand '${term}'`);
      const [, field = '', operator, value = ''] = found;
      return { field, equal: operator !== '!=', value: unescape(value, text) };
    });
}

/** Throws StatusError (400) for a field by which this resource cannot be selected. */
export function checkFields(of: Resource, requirements: readonly FieldRequirement[]): void {
  const known = SELECTABLE[of.plural];
  for (const { field } of requirements) {
    if (COMMON.includes(field) || known?.includes(field)) continue;
    throw badRequestError(
      known
        ? `field label not supported: ${field}`
        : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
    );
  }
}

/** Whether an object satisfies every term. A missing field counts as ''. */
export function matchesFields(requirements: readonly FieldRequirement[], object: KubeObject): boolean {
  return requirements.every(({ field, equal, value }) => {
    const actual = fieldTexts(object, field);
    return equal ? actual.includes(value) : !actual.includes(value);
  });
}

const COMMON: readonly string[] = ['metadata.name', 'metadata.namespace'];

/** From the field label conversions of core/v1 and events (1.36); kinds that are not listed know only COMMON. */
const SELECTABLE: Readonly<Record<string, readonly string[] | undefined>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  services: ['spec.clusterIP', 'spec.type'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};

function fieldTexts(object: KubeObject, field: string): string[] {
  if (field === 'source') return [text(at(object, 'source.component') ?? object['reportingComponent'])];
  const value = at(object, field);
  if (field === 'status.podIPs') {
    return Array.isArray(value) ? value.map((entry: unknown) => text(at(entry, 'ip'))) : [''];
  }
  if (value === undefined && (field === 'spec.unschedulable' || field === 'spec.hostNetwork')) return ['false'];
  return [text(value)];
}

function at(from: unknown, path: string): unknown {
  let value: unknown = from;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
}

/** Splits at commas that no backslash precedes. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === ',') {
      terms.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...terms, text.slice(from)];
}

/** A backslash may only stand before a backslash, a comma or an equals sign, which then cannot stand alone. */
function unescape(value: string, selector: string): string {
  return value.replace(/\\(.?)|([,=])/gs, (whole: string, escaped: string | undefined, bare: string | undefined) => {
    if (bare !== undefined) throw badRequestError(`invalid field selector: unescaped character in value: ${bare}`);
    if (escaped !== '\\' && escaped !== ',' && escaped !== '=') {
      throw badRequestError(`invalid field selector: invalid escape sequence: ${whole} in ${selector}`);
    }
    return escaped;
  });
}
