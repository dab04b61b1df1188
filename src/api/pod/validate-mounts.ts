import { forbidden, invalid, notFound, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, items, text, type Fields } from '../go-value.ts';
import { validateDescendingPath, validateNoBacksteps } from './validate-paths.ts';

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const READ_ONLY_MODES = ['Disabled', 'Enabled', 'IfPossible'];

/** The well-formed volumes of a pod by name: mounts may only refer to these. */
export type Volumes = ReadonlyMap<string, Fields>;

/** What is wrong with a container's volumeMounts and volumeDevices. */
export function validateMountsAndDevices(container: Fields, volumes: Volumes, path: string): FieldError[] {
  const mounts = items(container['volumeMounts']).map(fields);
  const devices = items(container['volumeDevices']).map(fields);
  return [
    ...validateMounts(mounts, devices, volumes, container, `${path}.volumeMounts`),
    ...validateDevices(devices, mounts, volumes, `${path}.volumeDevices`),
  ];
}

function validateMounts(
  mounts: readonly Fields[],
  devices: readonly Fields[],
  volumes: Volumes,
  container: Fields,
  path: string,
): FieldError[] {
  const points = new Set<string>();
  return mounts.flatMap((mount, i) => {
    const place = `${path}[${i}]`;
    const name = text(mount['name']);
    const point = text(mount['mountPath']);
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(`${place}.name`));
    if (!volumes.has(name)) errors.push(notFound(`${place}.name`, name));
    if (point === '') errors.push(required(`${place}.mountPath`));
    if (points.has(point)) errors.push(invalid(`${place}.mountPath`, point, 'must be unique'));
    points.add(point);
    if (devices.some((device) => text(device['name']) === name)) {
      errors.push(invalid(`${place}.name`, name, 'must not already exist in volumeDevices'));
    }
    if (devices.some((device) => text(device['devicePath']) === point)) {
      errors.push(invalid(`${place}.mountPath`, point, 'must not already exist as a path in volumeDevices'));
    }
    return [...errors, ...validateSubPaths(mount, place, path), ...validateModes(mount, container, path)];
  });
}

/** Upstream names the list, not the entry, for faults in the sub path itself. */
function validateSubPaths(mount: Fields, place: string, path: string): FieldError[] {
  const subPath = text(mount['subPath']);
  const expression = text(mount['subPathExpr']);
  const errors = subPath === '' ? [] : validateDescendingPath(subPath, `${path}.subPath`);
  if (expression === '') return errors;
  if (subPath !== '') {
    errors.push(invalid(`${place}.subPathExpr`, expression, 'subPathExpr and subPath are mutually exclusive'));
  }
  return [...errors, ...validateDescendingPath(expression, `${path}.subPathExpr`)];
}

function validateModes(mount: Fields, container: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const propagation = mount['mountPropagation'];
  if (given(propagation)) {
    const where = `${path}.mountPropagation`;
    if (!PROPAGATIONS.includes(text(propagation))) errors.push(notSupported(where, text(propagation), PROPAGATIONS));
    if (propagation === 'Bidirectional' && fields(container['securityContext'])['privileged'] !== true) {
      errors.push(forbidden(where, 'Bidirectional mount propagation is available only to privileged containers'));
    }
  }
  const readOnly = mount['recursiveReadOnly'];
  if (!given(readOnly) || readOnly === 'Disabled') return errors;
  const where = `${path}.recursiveReadOnly`;
  if (!READ_ONLY_MODES.includes(text(readOnly))) {
    return [...errors, notSupported(where, text(readOnly), READ_ONLY_MODES)];
  }
  if (mount['readOnly'] !== true) errors.push(forbidden(where, 'may only be specified when readOnly is true'));
  if (given(propagation) && propagation !== 'None') {
    errors.push(forbidden(where, 'may only be specified when mountPropagation is None or not specified'));
  }
  return errors;
}

function validateDevices(
  devices: readonly Fields[],
  mounts: readonly Fields[],
  volumes: Volumes,
  path: string,
): FieldError[] {
  const names = new Set<string>();
  const paths = new Set<string>();
  return devices.flatMap((device, i) => {
    const place = `${path}[${i}]`;
    const name = text(device['name']);
    const target = text(device['devicePath']);
    const volume = volumes.get(name);
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(`${place}.name`));
    if (names.has(name)) errors.push(invalid(`${place}.name`, name, 'must be unique'));
    if (!volume) errors.push(notFound(`${place}.name`, name));
    else if (!given(volume['persistentVolumeClaim']) && !given(volume['ephemeral'])) {
      const detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(invalid(`${place}.name`, name, detail));
    }
    if (target === '') errors.push(required(`${place}.devicePath`));
    if (paths.has(target)) errors.push(invalid(`${place}.devicePath`, target, 'must be unique'));
    if (validateNoBacksteps(target, '').length > 0) {
      errors.push(invalid(`${place}.devicePath`, target, "can not contain backsteps ('..')"));
    } else paths.add(target);
    if (mounts.some((mount) => text(mount['name']) === name)) {
      errors.push(invalid(`${place}.name`, name, 'must not already exist in volumeMounts'));
    }
    if (mounts.some((mount) => text(mount['mountPath']) === target)) {
      errors.push(invalid(`${place}.devicePath`, target, 'must not already exist as a path in volumeMounts'));
    }
    if (name !== '') names.add(name);
    return errors;
  });
}
