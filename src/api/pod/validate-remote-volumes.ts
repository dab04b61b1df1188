import { invalid, invalidEach, notSupported, required, tooLong, type FieldError } from '../field-error.ts';
import { fields, given, items, number, text, texts, type Fields } from '../go-value.ts';
import { byteLength, dns1123LabelMessages, dns1123SubdomainMessages, rangeMessages } from '../names.ts';

/** The strings a source cannot do without. */
const REQUIRED_TEXTS: Readonly<Record<string, readonly string[]>> = {
  awsElasticBlockStore: ['volumeID'],
  azureFile: ['secretName', 'shareName'],
  cinder: ['volumeID'],
  flexVolume: ['driver'],
  gcePersistentDisk: ['pdName'],
  glusterfs: ['endpoints', 'path'],
  persistentVolumeClaim: ['claimName'],
  photonPersistentDisk: ['pdID'],
  portworxVolume: ['volumeID'],
  rbd: ['image'],
  scaleIO: ['gateway', 'system', 'volumeName'],
  vsphereVolume: ['volumePath'],
};

/** What is wrong with a volume source that a storage system answers for. Unknown kinds give nothing. */
export function validateRemoteVolume(kind: string, source: Fields, path: string): FieldError[] {
  const more = RULES[kind];
  const needed = (REQUIRED_TEXTS[kind] ?? []).flatMap((field) =>
    text(source[field]) === '' ? [required(`${path}.${field}`)] : [],
  );
  if (kind === 'rbd' || kind === 'cephfs') return [...validateMonitors(source, path), ...needed];
  return more ? [...needed, ...more(source, path)] : needed;
}

const RULES: Readonly<Record<string, (source: Fields, path: string) => FieldError[]>> = {
  awsElasticBlockStore: validatePartition,
  gcePersistentDisk: validatePartition,
  cinder: validateSecretName,
  nfs: validateNfs,
  iscsi: validateIscsi,
  fc: validateFibreChannel,
  flocker: validateFlocker,
  quobyte: validateQuobyte,
  flexVolume: validateFlexOptions,
  azureDisk: validateAzureDisk,
  storageos: validateStorageOs,
  csi: validateCsi,
};

function validateMonitors(source: Fields, path: string): FieldError[] {
  return items(source['monitors']).length === 0 ? [required(`${path}.monitors`)] : [];
}

function validatePartition(source: Fields, path: string): FieldError[] {
  const partition = number(source['partition']);
  if (partition >= 0 && partition <= 255) return [];
  return [invalid(`${path}.partition`, partition, 'must be between 1 and 255, inclusive')];
}

function validateSecretName(source: Fields, path: string): FieldError[] {
  if (!given(source['secretRef']) || text(fields(source['secretRef'])['name']) !== '') return [];
  return [required(`${path}.secretRef.name`)];
}

function validateNfs(source: Fields, path: string): FieldError[] {
  const target = text(source['path']);
  return [
    ...(text(source['server']) === '' ? [required(`${path}.server`)] : []),
    ...(target === '' ? [required(`${path}.path`)] : []),
    ...(target.startsWith('/') ? [] : [invalid(`${path}.path`, target, 'must be an absolute path')]),
  ];
}

function qualifiedNameMessages(name: string): string[] {
  const kind = name.slice(0, 3);
  if (!['iqn', 'eui', 'naa'].includes(kind)) return ['must be valid format starting with iqn, eui, or naa'];
  const pattern =
    kind === 'iqn'
      ? /iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/
      : kind === 'eui'
        ? /^eui.[A-Za-z0-9]{16}$/
        : /^naa.[A-Za-z0-9]{32}$/;
  return pattern.test(name) ? [] : ['must be valid format'];
}

function validateIscsi(source: Fields, path: string): FieldError[] {
  const iqn = text(source['iqn']);
  const lun = number(source['lun']);
  const needsSecret = source['chapAuthDiscovery'] === true || source['chapAuthSession'] === true;
  const initiator = text(source['initiatorName']);
  return [
    ...(text(source['targetPortal']) === '' ? [required(`${path}.targetPortal`)] : []),
    ...(iqn === '' ? [required(`${path}.iqn`)] : invalidEach(`${path}.iqn`, iqn, qualifiedNameMessages(iqn))),
    ...invalidEach(`${path}.lun`, lun, rangeMessages(lun, 0, 255)),
    ...(needsSecret && !given(source['secretRef']) ? [required(`${path}.secretRef`)] : []),
    ...(given(source['initiatorName'])
      ? invalidEach(`${path}.initiatorname`, initiator, qualifiedNameMessages(initiator))
      : []),
  ];
}

function validateFibreChannel(source: Fields, path: string): FieldError[] {
  const targets = texts(source['targetWWNs']);
  const ids = items(source['wwids']).length;
  const place = `${path}.targetWWNs`;
  const errors: FieldError[] = [];
  if (targets.length === 0 && ids === 0) {
    errors.push(required(place, 'must specify either targetWWNs or wwids, but not both'));
  }
  if (targets.length > 0 && ids > 0) {
    errors.push(invalid(place, targets, 'targetWWNs and wwids can not be specified simultaneously'));
  }
  if (targets.length === 0) return errors;
  if (!given(source['lun'])) return [...errors, required(`${path}.lun`, 'lun is required if targetWWNs is specified')];
  const lun = number(source['lun']);
  return [...errors, ...invalidEach(`${path}.lun`, lun, rangeMessages(lun, 0, 255))];
}

function validateFlocker(source: Fields, path: string): FieldError[] {
  const name = text(source['datasetName']);
  const uuid = text(source['datasetUUID']);
  const errors: FieldError[] = [];
  if (name === '' && uuid === '') errors.push(required(path, 'one of datasetName and datasetUUID is required'));
  if (name !== '' && uuid !== '') {
    errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  }
  if (name.includes('/')) errors.push(invalid(`${path}.datasetName`, name, "must not contain '/'"));
  return errors;
}

function validateQuobyte(source: Fields, path: string): FieldError[] {
  const registry = text(source['registry']);
  const rule = 'must be a host:port pair or multiple pairs separated by commas';
  const errors: FieldError[] = [];
  if (registry === '') errors.push(required(`${path}.registry`, rule));
  else if (byteLength(text(source['tenant'])) >= 65) {
    errors.push(required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
  } else {
    for (const pair of registry.split(',')) {
      if (!/^([^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/.test(pair)) errors.push(invalid(`${path}.registry`, registry, rule));
    }
  }
  return text(source['volume']) === '' ? [...errors, required(`${path}.volume`)] : errors;
}

function validateFlexOptions(source: Fields, path: string): FieldError[] {
  return Object.keys(fields(source['options']))
    .sort()
    .flatMap((key) => {
      const namespace = `.${(key.split('/', 1)[0] ?? key).toLowerCase()}`;
      if (!namespace.endsWith('.kubernetes.io') && !namespace.endsWith('.k8s.io')) return [];
      return [invalid(`${path}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')];
    });
}

function validateAzureDisk(source: Fields, path: string): FieldError[] {
  const caching = ['None', 'ReadOnly', 'ReadWrite'];
  const kinds = ['Dedicated', 'Managed', 'Shared'];
  const kind = text(source['kind']);
  const uri = text(source['diskURI']);
  const errors: FieldError[] = [];
  if (text(source['diskName']) === '') errors.push(required(`${path}.diskName`));
  if (uri === '') errors.push(required(`${path}.diskURI`));
  if (given(source['cachingMode']) && !caching.includes(text(source['cachingMode']))) {
    errors.push(notSupported(`${path}.cachingMode`, text(source['cachingMode']), caching));
  }
  if (given(source['kind']) && !kinds.includes(kind)) errors.push(notSupported(`${path}.kind`, kind, kinds));
  if (kind === 'Managed' && !uri.startsWith('/subscriptions/')) {
    const form = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
    errors.push(notSupported(`${path}.diskURI`, uri, [form]));
  }
  if (given(source['kind']) && kind !== 'Managed' && !uri.startsWith('https://')) {
    const form = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';
    errors.push(notSupported(`${path}.diskURI`, uri, [form]));
  }
  return errors;
}

function validateStorageOs(source: Fields, path: string): FieldError[] {
  const name = text(source['volumeName']);
  const namespace = text(source['volumeNamespace']);
  return [
    ...(name === ''
      ? [required(`${path}.volumeName`)]
      : invalidEach(`${path}.volumeName`, name, dns1123LabelMessages(name))),
    ...(namespace === '' ? [] : invalidEach(`${path}.volumeNamespace`, namespace, dns1123LabelMessages(namespace))),
    ...validateSecretName(source, path),
  ];
}

function validateCsi(source: Fields, path: string): FieldError[] {
  const driver = text(source['driver']);
  const secret = text(fields(source['nodePublishSecretRef'])['name']);
  const errors: FieldError[] = driver === '' ? [required(`${path}.driver`)] : [];
  if (byteLength(driver) > 63) errors.push(tooLong(`${path}.driver`, 63));
  errors.push(...invalidEach(`${path}.driver`, driver, dns1123SubdomainMessages(driver.toLowerCase())));
  if (!given(source['nodePublishSecretRef'])) return errors;
  if (secret === '') return [...errors, required(`${path}.nodePublishSecretRef.name`)];
  return [...errors, ...invalidEach(`${path}.name`, secret, dns1123SubdomainMessages(secret))];
}
