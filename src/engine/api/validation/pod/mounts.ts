import type { V1VolumeDevice } from '@kubernetes/client-node/dist/gen/models/V1VolumeDevice.js';
import type { V1VolumeMount } from '@kubernetes/client-node/dist/gen/models/V1VolumeMount.js';
import { forbidden, invalid, notFound, notSupported, required, type FieldError } from '../../field.ts';
import type { Wire } from '../../types.ts';
import { localDescendingPath, noBacksteps } from './paths.ts';
import type { Volume } from './volumes.ts';

interface Mounting {
  readonly volumeMounts?: readonly Wire<V1VolumeMount>[];
  readonly volumeDevices?: readonly Wire<V1VolumeDevice>[];
  readonly securityContext?: { readonly privileged?: boolean };
}

export function validateVolumeMounts(
  container: Mounting,
  volumes: ReadonlyMap<string, Volume>,
  field: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const devices = container.volumeDevices ?? [];
  const paths = new Set<string>();
  container.volumeMounts?.forEach((mount, i) => {
    const at = `${field}[${i}]`;
    const { name, mountPath, subPath = '', subPathExpr = '' } = mount;
    if (name === '') errors.push(required(`${at}.name`));
    if (!volumes.has(name)) errors.push(notFound(`${at}.name`, name));
    if (mountPath === '') errors.push(required(`${at}.mountPath`));
    if (paths.has(mountPath)) errors.push(invalid(`${at}.mountPath`, mountPath, 'must be unique'));
    paths.add(mountPath);
    if (devices.some((device) => device.name === name)) {
      errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeDevices'));
    }
    if (devices.some((device) => device.devicePath === mountPath)) {
      errors.push(invalid(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'));
    }
    if (subPath !== '') errors.push(...localDescendingPath(subPath, `${field}.subPath`));
    if (subPathExpr !== '') {
      if (subPath !== '') {
        errors.push(invalid(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
      }
      errors.push(...localDescendingPath(subPathExpr, `${field}.subPathExpr`));
    }
    errors.push(...propagation(mount, container, `${field}.mountPropagation`));
    errors.push(...recursiveReadOnly(mount, `${field}.recursiveReadOnly`));
  });
  return errors;
}

function propagation(mount: Wire<V1VolumeMount>, container: Mounting, field: string): FieldError[] {
  const { mountPropagation } = mount;
  if (mountPropagation === undefined) return [];
  const supported = ['Bidirectional', 'HostToContainer', 'None'];
  if (!supported.includes(mountPropagation)) return [notSupported(field, mountPropagation, supported)];
  return mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true
    ? [forbidden(field, 'Bidirectional mount propagation is available only to privileged containers')]
    : [];
}

function recursiveReadOnly(mount: Wire<V1VolumeMount>, field: string): FieldError[] {
  const mode = mount.recursiveReadOnly;
  if (mode === undefined || mode === 'Disabled') return [];
  if (mode !== 'Enabled' && mode !== 'IfPossible') {
    return [notSupported(field, mode, ['Disabled', 'Enabled', 'IfPossible'])];
  }
  const errors: FieldError[] = [];
  if (mount.readOnly !== true) errors.push(forbidden(field, 'may only be specified when readOnly is true'));
  if ((mount.mountPropagation ?? 'None') !== 'None') {
    errors.push(forbidden(field, 'may only be specified when mountPropagation is None or not specified'));
  }
  return errors;
}

export function validateVolumeDevices(
  container: Mounting,
  volumes: ReadonlyMap<string, Volume>,
  field: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const mounts = container.volumeMounts ?? [];
  const paths = new Set<string>();
  const names = new Set<string>();
  container.volumeDevices?.forEach(({ name, devicePath }, i) => {
    const at = `${field}[${i}]`;
    const volume = volumes.get(name);
    if (name === '') errors.push(required(`${at}.name`));
    if (names.has(name)) errors.push(invalid(`${at}.name`, name, 'must be unique'));
    if (volume === undefined) errors.push(notFound(`${at}.name`, name));
    else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
      errors.push(
        invalid(
          `${at}.name`,
          name,
          'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
        ),
      );
    }
    if (devicePath === '') errors.push(required(`${at}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, 'must be unique'));
    if (devicePath !== '' && noBacksteps(devicePath, field).length > 0) {
      errors.push(invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    } else paths.add(devicePath);
    if (mounts.some((mount) => mount.name === name)) {
      errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeMounts'));
    }
    if (mounts.some((mount) => mount.mountPath === devicePath)) {
      errors.push(invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'));
    }
    if (name !== '') names.add(name);
  });
  return errors;
}
