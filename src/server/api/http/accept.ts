import { StatusError } from '../../../cluster/status-error.ts';

/** In which form the client wants its answer. */
export interface Form {
  readonly yaml: boolean;
  /** Another kind than the object's own. */
  readonly as: '' | 'Table' | 'PartialObjectMetadata' | 'APIGroupDiscoveryList';
  readonly group: string;
  readonly version: string;
}

interface Range {
  readonly type: string;
  readonly quality: number;
  readonly parameters: ReadonlyMap<string, string>;
}

const PLAIN: Form = { yaml: false, as: '', group: '', version: '' };
const MOST_RANGES = 50;
const TRANSFORMS: ReadonlyMap<string, Form['as']> = new Map([
  ['Table', 'Table'],
  ['PartialObjectMetadata', 'PartialObjectMetadata'],
  ['PartialObjectMetadataList', 'PartialObjectMetadata'],
]);

/**
 * The first form in an Accept header that we can give. Protobuf is answered in JSON: the clients that ask for it read what the
 * answer says it is. Throws StatusError (406) if there is none.
 */
export function acceptedForm(header: string | undefined, discovery = false): Form {
  if (header === undefined || header.trim() === '') return PLAIN;
  for (const { type, parameters } of ranges(header)) {
    const isJson = ['application/json', '*/*', 'application/*', 'application/vnd.kubernetes.protobuf'].includes(type);
    const isYaml = type === 'application/yaml';
    if (!isJson && !isYaml) continue;
    const wanted = parameters.get('as');
    if (wanted === undefined) return { ...PLAIN, yaml: isYaml };
    const form = transformOf(wanted, parameters, discovery);
    if (form && type !== 'application/vnd.kubernetes.protobuf') return { ...form, yaml: isYaml };
  }
  throw notAcceptable();
}

function transformOf(as: string, parameters: ReadonlyMap<string, string>, discovery: boolean): Form | undefined {
  const group = parameters.get('g') ?? '';
  const version = parameters.get('v') ?? '';
  if (discovery) {
    const known = as === 'APIGroupDiscoveryList' && group === 'apidiscovery.k8s.io' && /^v2(beta1)?$/.test(version);
    return known ? { yaml: false, as: 'APIGroupDiscoveryList', group, version } : undefined;
  }
  const found = TRANSFORMS.get(as);
  return found && group === 'meta.k8s.io' && /^v1(beta1)?$/.test(version)
    ? { yaml: false, as: found, group, version }
    : undefined;
}

function notAcceptable(): StatusError {
  const known = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
  return new StatusError(406, 'NotAcceptable', `only the following media types are accepted: ${known}`);
}

function ranges(header: string): Range[] {
  const found = header
    .split(',')
    .slice(0, MOST_RANGES)
    .map((text): Range => {
      const [type = '', ...rest] = text.split(';').map((part) => part.trim());
      const parameters = new Map(
        rest.map((part): [string, string] => {
          const at = part.indexOf('=');
          return at < 0
            ? [part, '']
            : [
                part.slice(0, at).trim(),
                part
                  .slice(at + 1)
                  .trim()
                  .replace(/^"|"$/g, ''),
              ];
        }),
      );
      const quality = Number(parameters.get('q') ?? 1);
      return { type: type.toLowerCase(), quality: Number.isFinite(quality) ? quality : 0, parameters };
    });
  return found.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
}
