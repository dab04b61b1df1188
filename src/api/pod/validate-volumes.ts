import { duplicate, forbidden, invalid, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, items, text, texts, type Fields } from '../go-value.ts';
import { byteLength, dns1123LabelMessages, dns1123SubdomainMessages } from '../names.ts';
import { quantityOf } from '../quantity.ts';
import { validateLabels } from '../validate-labels.ts';
import { validateAnnotations } from '../validate-meta.ts';
import type { Volumes } from './validate-mounts.ts';
import { validateDescendingPath, validateNoBacksteps } from './validate-paths.ts';
import { validateRemoteVolume } from './validate-remote-volumes.ts';
import { validateDownwardVolume, validateKeysVolume, validateProjectedVolume } from './validate-volume-files.ts';

/** In the order in which upstream looks at them: the first one present is the volume, the rest are one too many. */
const KINDS = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
];
/** Paths that upstream spells in its own way, in the error for one volume type too many. */
const MISSPELT: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' };
/** And in the errors of the source itself. */
const RENAMED: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' };
const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];
const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const LONGEST_ISCSI_NAME = 64;

/**
 * What is wrong with a pod's volumes, and those that are well formed: upstream's ValidateVolumes. `podName` is '' where
 * the pod has none yet (templates).
 */
export function validateVolumes(
  list: readonly unknown[],
  podName: string,
  isPod: boolean,
  path: string,
): { volumes: Volumes; errors: FieldError[] } {
  const volumes = new Map<string, Fields>();
  const errors: FieldError[] = [];
  const created = new Set(
    podName === ''
      ? []
      : list
          .filter((entry) => given(fields(entry)['ephemeral']))
          .map((entry) => `${podName}-${text(fields(entry)['name'])}`),
  );
  for (const [i, entry] of list.entries()) {
    const volume = fields(entry);
    const place = `${path}[${i}]`;
    const name = text(volume['name']);
    const found = validateSource(volume, name, podName, isPod, place);
    if (name === '') found.push(required(`${place}.name`));
    else found.push(...invalidEach(`${place}.name`, name, dns1123LabelMessages(name)));
    if (volumes.has(name)) found.push(duplicate(`${place}.name`, name));
    if (found.length === 0) volumes.set(name, volume);
    errors.push(...found);
    const claim = text(fields(volume['persistentVolumeClaim'])['claimName']);
    if (created.has(claim)) {
      const detail = 'must not reference a PVC that gets created for an ephemeral volume';
      errors.push(invalid(`${place}.persistentVolumeClaim.claimName`, claim, detail));
    }
  }
  return { volumes, errors };
}

function validateSource(volume: Fields, name: string, podName: string, isPod: boolean, path: string): FieldError[] {
  const present = KINDS.filter((kind) => given(volume[kind]));
  if (present.length === 0) return [required(path, 'must specify a volume type')];
  return present.flatMap((kind, i) => {
    const source = fields(volume[kind]);
    const errors =
      i > 0
        ? [forbidden(`${path}.${MISSPELT[kind] ?? kind}`, 'may not specify more than 1 volume type')]
        : validateKind(kind, source, isPod, `${path}.${RENAMED[kind] ?? kind}`);
    if (kind === 'iscsi') errors.push(...validateIscsiLength(source, name, path));
    if (kind === 'ephemeral' && i === 0) errors.push(...validateClaimName(name, podName, path));
    return errors;
  });
}

function validateKind(kind: string, source: Fields, isPod: boolean, path: string): FieldError[] {
  switch (kind) {
    case 'emptyDir': {
      const limit = quantityOf(source['sizeLimit']);
      if (!limit || limit.digits >= 0n) return [];
      return [forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')];
    }
    case 'hostPath':
      return validateHostPath(source, path);
    case 'gitRepo':
      return [
        ...(text(source['repository']) === '' ? [required(`${path}.repository`)] : []),
        ...validateDescendingPath(text(source['directory']), `${path}.directory`),
      ];
    case 'secret':
      return validateKeysVolume(source, 'secretName', path);
    case 'configMap':
      return validateKeysVolume(source, 'name', path);
    case 'downwardAPI':
      return validateDownwardVolume(source, path);
    case 'projected':
      return validateProjectedVolume(source, path);
    case 'ephemeral':
      return validateEphemeral(source, path);
    case 'image':
      return validateImage(source, isPod, path);
    default:
      return validateRemoteVolume(kind, source, path);
  }
}

function validateHostPath(source: Fields, path: string): FieldError[] {
  const target = text(source['path']);
  if (target === '') return [required(`${path}.path`)];
  const type = source['type'];
  return [
    ...validateNoBacksteps(target, `${path}.path`),
    ...(given(type) && !HOST_PATH_TYPES.includes(text(type))
      ? [notSupported(`${path}.type`, text(type), HOST_PATH_TYPES)]
      : []),
  ];
}

function validateImage(source: Fields, isPod: boolean, path: string): FieldError[] {
  const policy = text(source['pullPolicy']);
  return [
    ...(isPod && text(source['reference']) === '' ? [required(`${path}.reference`)] : []),
    ...(policy === ''
      ? [required(`${path}.pullPolicy`)]
      : PULL_POLICIES.includes(policy)
        ? []
        : [notSupported(`${path}.pullPolicy`, policy, PULL_POLICIES)]),
  ];
}

function validateIscsiLength(source: Fields, name: string, path: string): FieldError[] {
  if (!given(source['initiatorName'])) return [];
  if (byteLength(`${name}:${text(source['targetPortal'])}`) <= LONGEST_ISCSI_NAME) return [];
  const detail = `Total length of <volume name>:<iscsi.targetPortal> must be under ${LONGEST_ISCSI_NAME} characters if iscsi.initiatorName is specified.`;
  return [invalid(`${path}.name`, name, detail)];
}

function validateClaimName(name: string, podName: string, path: string): FieldError[] {
  if (podName === '' || name === '') return [];
  const claim = `${podName}-${name}`;
  return dns1123SubdomainMessages(claim).map((message) =>
    invalid(`${path}.name`, name, `PVC name "${claim}": ${message}`),
  );
}

/** The template of a claim; of its spec, access modes and the requested storage are looked at. */
function validateEphemeral(source: Fields, path: string): FieldError[] {
  const place = `${path}.volumeClaimTemplate`;
  if (!given(source['volumeClaimTemplate'])) return [required(place)];
  const { metadata, spec } = fields(source['volumeClaimTemplate']);
  const claim = fields(spec);
  const modes = texts(claim['accessModes']);
  const storage = fields(fields(claim['resources'])['requests'])['storage'];
  const errors = [
    ...validateAnnotations(fields(metadata)['annotations'], `${place}.metadata.annotations`),
    ...validateLabels(fields(metadata)['labels'], `${place}.metadata.labels`),
    ...(modes.length === 0 ? [required(`${place}.spec.accessModes`, 'at least 1 access mode is required')] : []),
    ...modes.flatMap((mode) =>
      ACCESS_MODES.includes(mode) ? [] : [notSupported(`${place}.spec.accessModes`, mode, ACCESS_MODES)],
    ),
  ];
  if (modes.includes('ReadWriteOncePod') && modes.length > 1) {
    errors.push(forbidden(`${place}.spec.accessModes`, 'may not use ReadWriteOncePod with other access modes'));
  }
  const amount = quantityOf(storage);
  if (!amount) errors.push(required(`${place}.spec.resources[storage]`));
  else if (amount.digits <= 0n) {
    const shown = typeof storage === 'string' ? storage : String(storage);
    errors.push(invalid(`${place}.spec.resources[storage]`, shown, 'must be greater than zero'));
  }
  return errors;
}

/** The claims of dynamic resources that the pod names. */
export function validateResourceClaims(claims: readonly unknown[], path: string): FieldError[] {
  const names = new Set<string>();
  return claims.flatMap((entry, i) => {
    const claim = fields(entry);
    const place = `${path}[${i}]`;
    const name = text(claim['name']);
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(`${place}.name`));
    else if (names.has(name)) errors.push(duplicate(`${place}.name`, name));
    else errors.push(...invalidEach(`${place}.name`, name, dns1123LabelMessages(name)));
    names.add(name);
    const direct = claim['resourceClaimName'];
    const template = claim['resourceClaimTemplateName'];
    const shown = { Name: name, ResourceClaimName: direct ?? null, ResourceClaimTemplateName: template ?? null };
    if (given(direct) && given(template)) {
      const detail = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
      errors.push(invalid(place, shown, detail));
    }
    if (!given(direct) && !given(template)) {
      const detail = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`';
      errors.push(invalid(place, shown, detail));
    }
    for (const field of ['resourceClaimName', 'resourceClaimTemplateName']) {
      if (!given(claim[field])) continue;
      const value = text(claim[field]);
      errors.push(...invalidEach(`${place}.${field}`, value, dns1123SubdomainMessages(value)));
    }
    return errors;
  });
}

/** The names of the claims that containers may use. */
export function claimNamesOf(spec: Fields): Set<string> {
  return new Set(
    items(spec['resourceClaims'])
      .map((claim) => text(fields(claim)['name']))
      .filter((name) => name !== ''),
  );
}
