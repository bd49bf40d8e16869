import type { Pod } from '../../engine/api/types.ts';
import { sprint } from '../go/sprint.ts';
import { isRecord, recordAt, textAt, type Json } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';
import { drawClaim } from './claim.ts';
import { shorten } from './format.ts';
import type { DescribeWriter } from './writer.ts';

export type Volume = NonNullable<NonNullable<Pod['spec']>['volumes']>[number];

/** A volume source as `Type:` and the fields that describe shows of it. */
interface SourceShape {
  readonly type: string;
  /** Shown name, and the field's name where it is not the same in lower camel case. */
  readonly fields: readonly (readonly [string, string])[];
}

/** print*VolumeSource of describe.go. `?` marks a field that shows false when it is absent, `!` one that is left out then. */
const shapes: Readonly<Record<string, SourceShape>> = {
  hostPath: {
    type: 'HostPath (bare host directory volume)',
    fields: [
      ['Path', 'path'],
      ['HostPathType', '-type'],
    ],
  },
  emptyDir: {
    type: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    fields: [
      ['Medium', 'medium'],
      ['SizeLimit', '=sizeLimit'],
    ],
  },
  secret: {
    type: 'Secret (a volume populated by a Secret)',
    fields: [
      ['SecretName', 'secretName'],
      ['Optional', '?optional'],
    ],
  },
  configMap: {
    type: 'ConfigMap (a volume populated by a ConfigMap)',
    fields: [
      ['Name', 'name'],
      ['Optional', '?optional'],
    ],
  },
  persistentVolumeClaim: {
    type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    fields: [
      ['ClaimName', 'claimName'],
      ['ReadOnly', '?readOnly'],
    ],
  },
  nfs: {
    type: 'NFS (an NFS mount that lasts the lifetime of a pod)',
    fields: [
      ['Server', 'server'],
      ['Path', 'path'],
      ['ReadOnly', '?readOnly'],
    ],
  },
  csi: {
    type: 'CSI (a Container Storage Interface (CSI) volume source)',
    fields: [
      ['Driver', 'driver'],
      ['FSType', 'fsType'],
      ['VolumeHandle', '!volumeHandle'],
      ['ReadOnly', '?readOnly'],
    ],
  },
  image: {
    type: 'Image (a container image or OCI artifact)',
    fields: [
      ['Reference', 'reference'],
      ['PullPolicy', 'pullPolicy'],
    ],
  },
  gitRepo: {
    type: 'GitRepo (a volume that is pulled from git when the pod is created)',
    fields: [
      ['Repository', 'repository'],
      ['Revision', 'revision'],
    ],
  },
  local: { type: 'LocalVolume (a persistent volume backed by local storage on a node)', fields: [['Path', 'path']] },
  ephemeral: {
    type: 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
    fields: [],
  },
};

/** The Volumes section of a Pod or a template. */
export function drawVolumes(
  w: DescribeWriter,
  volumes: readonly Volume[] | undefined,
  release: KubectlRelease,
  space = '',
): void {
  if (volumes === undefined || volumes.length === 0) {
    w.line(0, `${space}Volumes:\t<none>`);
    return;
  }
  w.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    w.line(1, `${space === '' ? '' : ' '}${volume.name}:`);
    drawSource(w, volume as unknown as Readonly<Record<string, unknown>>, release);
  }
}

/** The source of a volume or a persistent volume's spec. */
export function drawSource(
  w: DescribeWriter,
  holder: Readonly<Record<string, unknown>>,
  release: KubectlRelease,
): void {
  const projected = holder['projected'];
  if (isRecord(projected)) return drawProjected(w, projected, release);
  const downward = holder['downwardAPI'];
  if (isRecord(downward)) return drawDownward(w, downward);
  for (const [name, shape] of Object.entries(shapes)) {
    const source = holder[name];
    if (!isRecord(source)) continue;
    w.field(2, 'Type', shape.type);
    for (const [label, field] of shape.fields) {
      if (field.startsWith('!') && source[field.slice(1)] === undefined) continue;
      w.field(2, label, fieldText(source, field));
    }
    if (name === 'csi') drawAttributes(w, recordAt(source, 'volumeAttributes'));
    if (name === 'ephemeral' && isRecord(source['volumeClaimTemplate'])) {
      drawClaim(w.nested(2), source['volumeClaimTemplate']);
      if (release.name === '1.20') w.field(2, 'ReadOnly', 'false');
    }
    return;
  }
  w.line(1, '<unknown>');
}

function fieldText(source: Readonly<Record<string, unknown>>, field: string): string {
  const name = field.replace(/^[?=!-]/, '');
  const value = source[name];
  if (field.startsWith('?')) return String(value === true);
  if (field.startsWith('=')) return value === undefined || value === '0' ? '<unset>' : sprint(value);
  if (field.startsWith('-')) return value === undefined ? '<none>' : sprint(value);
  return value === undefined ? '' : sprint(value);
}

function drawAttributes(w: DescribeWriter, attributes: Json): void {
  const keys = Object.keys(attributes).sort();
  w.write(2, 'VolumeAttributes:\t');
  if (keys.length === 0) w.line(0, '<none>');
  keys.forEach((key, i) => {
    if (i > 0) w.write(2, '    \t');
    w.line(2, shorten(`${key}=${sprint(attributes[key])}`, 140));
  });
}

function drawDownward(w: DescribeWriter, source: Readonly<Record<string, unknown>>): void {
  w.line(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)\n    Items:');
  for (const item of Array.isArray(source['items']) ? source['items'] : []) {
    if (!isRecord(item)) continue;
    const from = textAt(item, 'fieldRef', 'fieldPath') || textAt(item, 'resourceFieldRef', 'resource');
    w.line(3, `${from} -> ${textAt(item, 'path')}`);
  }
}

function drawProjected(w: DescribeWriter, projected: Readonly<Record<string, unknown>>, release: KubectlRelease): void {
  const old = release.name === '1.20';
  w.field(2, 'Type', 'Projected (a volume that contains injected data from multiple sources)');
  for (const source of Array.isArray(projected['sources']) ? projected['sources'] : []) {
    if (!isRecord(source)) continue;
    const { secret, downwardAPI, configMap, serviceAccountToken } = source;
    if (isRecord(secret)) {
      w.field(2, 'SecretName', textAt(secret, 'name'));
      w.field(2, old ? 'SecretOptionalName' : 'Optional', optionalText(secret['optional'], old));
    } else if (downwardAPI !== undefined) {
      w.field(2, 'DownwardAPI', 'true');
    } else if (isRecord(configMap)) {
      w.field(2, 'ConfigMapName', textAt(configMap, 'name'));
      w.field(2, old ? 'ConfigMapOptional' : 'Optional', optionalText(configMap['optional'], old));
    } else if (isRecord(serviceAccountToken)) {
      w.field(2, 'TokenExpirationSeconds', String(serviceAccountToken['expirationSeconds']));
    }
  }
}

/** v1.20 prints the pointer, which is `<nil>` where nothing was said. */
function optionalText(value: unknown, old: boolean): string {
  return old && value === undefined ? '<nil>' : String(value === true);
}
