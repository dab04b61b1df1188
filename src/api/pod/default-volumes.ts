import { child, childMade, children, defaultPointer, defaultValue, type Draft } from '../draft.ts';
import { given, text } from '../go-value.ts';
import { pullPolicy } from './pull-policy.ts';

/** rw-r--r-- */
const FILE_MODE = 0o644;
const TOKEN_SECONDS = 3600;

/** Fills in one volume of a pod: upstream's SetDefaults_Volume and the defaults of each source. */
export function defaultVolume(volume: Draft): void {
  const hasSource = Object.entries(volume).some(([field, value]) => field !== 'name' && given(value));
  if (!hasSource) volume['emptyDir'] = {};
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    const found = child(volume, source);
    if (found) defaultPointer(found, 'defaultMode', FILE_MODE);
  }
  defaultDownwardItems(child(volume, 'downwardAPI'));
  for (const source of children(child(volume, 'projected'), 'sources')) {
    defaultDownwardItems(child(source, 'downwardAPI'));
    const token = child(source, 'serviceAccountToken');
    if (token) defaultPointer(token, 'expirationSeconds', TOKEN_SECONDS);
  }
  const hostPath = child(volume, 'hostPath');
  if (hostPath) defaultPointer(hostPath, 'type', '');
  const image = child(volume, 'image');
  if (image) defaultValue(image, 'pullPolicy', pullPolicy(text(image['reference'])));
  const template = child(child(volume, 'ephemeral'), 'volumeClaimTemplate');
  if (template) defaultPointer(childMade(template, 'spec'), 'volumeMode', 'Filesystem');
  defaultRemoteVolume(volume);
}

function defaultDownwardItems(source: Draft | undefined): void {
  for (const item of children(source, 'items')) {
    const fieldRef = child(item, 'fieldRef');
    if (fieldRef) defaultValue(fieldRef, 'apiVersion', 'v1');
    const resource = child(item, 'resourceFieldRef');
    if (resource) defaultPointer(resource, 'divisor', '0');
  }
}

function defaultRemoteVolume(volume: Draft): void {
  const iscsi = child(volume, 'iscsi');
  if (iscsi) defaultValue(iscsi, 'iscsiInterface', 'default');
  const rbd = child(volume, 'rbd');
  if (rbd) {
    defaultValue(rbd, 'pool', 'rbd');
    defaultValue(rbd, 'user', 'admin');
    defaultValue(rbd, 'keyring', '/etc/ceph/keyring');
  }
  const azure = child(volume, 'azureDisk');
  if (azure) {
    defaultPointer(azure, 'cachingMode', 'ReadWrite');
    defaultPointer(azure, 'kind', 'Shared');
    defaultPointer(azure, 'fsType', 'ext4');
    defaultPointer(azure, 'readOnly', false);
  }
  const scaleIO = child(volume, 'scaleIO');
  if (scaleIO) {
    defaultValue(scaleIO, 'storageMode', 'ThinProvisioned');
    defaultValue(scaleIO, 'fsType', 'xfs');
  }
}
