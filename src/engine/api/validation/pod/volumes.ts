import type { V1Volume } from '@kubernetes/client-node/dist/gen/models/V1Volume.js';
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../field.ts';
import { isDns1123Subdomain } from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { validateDns1123Label } from '../names.ts';
import { validateClaimTemplate } from '../persistent-volume-claim.ts';
import { invalidEach, oneOf, quantityOf } from '../rules.ts';
import { fileMode, localDescendingPath, noBacksteps } from './paths.ts';
import { validateProjectedVolume } from './projected-volume.ts';
import { validateDownwardFile, validateKeyToPath } from './volume-files.ts';

export type Volume = Wire<V1Volume>;
type Source<Name extends keyof Volume> = NonNullable<Volume[Name]>;
type Rule<Name extends keyof Volume> = (source: Source<Name>, field: string, release: ReleaseRef) => FieldError[];

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

const hostPath: Rule<'hostPath'> = (source, field) => {
  if (source.path === '') return [required(`${field}.path`)];
  const errors = noBacksteps(source.path, `${field}.path`);
  const { type = '' } = source;
  if (!hostPathTypes.includes(type)) errors.push(notSupported(`${field}.type`, type, hostPathTypes));
  return errors;
};

const secret: Rule<'secret'> = (source, field) => {
  const errors: FieldError[] = [];
  if ((source.secretName ?? '') === '') errors.push(required(`${field}.secretName`));
  errors.push(...fileMode(source.defaultMode, `${field}.defaultMode`));
  source.items?.forEach((item, i) => errors.push(...validateKeyToPath(item, `${field}.items[${i}]`)));
  return errors;
};

const configMap: Rule<'configMap'> = (source, field) => {
  const errors: FieldError[] = [];
  if ((source.name ?? '') === '') errors.push(required(`${field}.name`));
  errors.push(...fileMode(source.defaultMode, `${field}.defaultMode`));
  source.items?.forEach((item, i) => errors.push(...validateKeyToPath(item, `${field}.items[${i}]`)));
  return errors;
};

const downwardApi: Rule<'downwardAPI'> = (source, field, release) => {
  const errors = fileMode(source.defaultMode, `${field}.defaultMode`);
  for (const file of source.items ?? []) errors.push(...validateDownwardFile(file, field, release));
  return errors;
};

const nfs: Rule<'nfs'> = (source, field) => {
  const errors: FieldError[] = [];
  if (source.server === '') errors.push(required(`${field}.server`));
  if (source.path === '') errors.push(required(`${field}.path`));
  else if (!source.path.startsWith('/')) errors.push(invalid(`${field}.path`, source.path, 'must be an absolute path'));
  return errors;
};

const gitRepo: Rule<'gitRepo'> = (source, field) => [
  ...(source.repository === '' ? [required(`${field}.repository`)] : []),
  ...localDescendingPath(source.directory ?? '', `${field}.directory`),
];

const csi: Rule<'csi'> = (source, field) => {
  const errors: FieldError[] = [];
  if (source.driver === '') errors.push(required(`${field}.driver`));
  else errors.push(...invalidEach(`${field}.driver`, source.driver, isDns1123Subdomain(source.driver.toLowerCase())));
  return errors;
};

const ephemeral: Rule<'ephemeral'> = (source, field, release) =>
  source.volumeClaimTemplate === undefined
    ? [required(`${field}.volumeClaimTemplate`)]
    : validateClaimTemplate(source.volumeClaimTemplate, `${field}.volumeClaimTemplate`, release);

const image: Rule<'image'> = (source, field) => [
  ...((source.reference ?? '') === '' ? [required(`${field}.reference`)] : []),
  ...oneOf(`${field}.pullPolicy`, source.pullPolicy, ['Always', 'IfNotPresent', 'Never'], 'required'),
];

const emptyDir: Rule<'emptyDir'> = (source, field) =>
  source.sizeLimit !== undefined && quantityOf(source.sizeLimit).nanos < 0n
    ? [forbidden(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
    : [];

/** A field that must be there. */
const needs =
  (...names: readonly string[]): ((source: object, field: string) => FieldError[]) =>
  (source, field) =>
    names.flatMap((name) => {
      const value: unknown = (source as Readonly<Record<string, unknown>>)[name];
      const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
      return empty ? [required(`${field}.${name}`)] : [];
    });

type AnyRule = (source: never, field: string, release: ReleaseRef) => FieldError[];

/** In the order in which kube asks; `as`: the name kube gives the field in some of its messages. */
const sources: readonly (readonly [keyof Volume, AnyRule, { readonly second?: string; readonly own?: string }?])[] = [
  ['emptyDir', emptyDir as AnyRule],
  ['hostPath', hostPath as AnyRule],
  ['gitRepo', gitRepo as AnyRule],
  ['gcePersistentDisk', needs('pdName') as AnyRule, { own: 'persistentDisk' }],
  ['awsElasticBlockStore', needs('volumeID') as AnyRule],
  ['secret', secret as AnyRule],
  ['nfs', nfs as AnyRule],
  ['iscsi', needs('targetPortal', 'iqn') as AnyRule],
  ['glusterfs', needs('endpoints', 'path') as AnyRule],
  ['flocker', (() => []) as AnyRule],
  ['persistentVolumeClaim', needs('claimName') as AnyRule],
  ['rbd', needs('monitors', 'image') as AnyRule],
  ['cinder', needs('volumeID') as AnyRule],
  ['cephfs', needs('monitors') as AnyRule, { second: 'cephFS' }],
  ['quobyte', needs('registry', 'volume') as AnyRule],
  ['downwardAPI', downwardApi as AnyRule, { second: 'downwarAPI' }],
  ['fc', (() => []) as AnyRule],
  ['flexVolume', needs('driver') as AnyRule],
  ['configMap', configMap as AnyRule],
  ['azureFile', needs('secretName', 'shareName') as AnyRule],
  ['vsphereVolume', needs('volumePath') as AnyRule],
  ['photonPersistentDisk', needs('pdID') as AnyRule],
  ['portworxVolume', needs('volumeID') as AnyRule],
  ['azureDisk', needs('diskName') as AnyRule],
  ['storageos', needs('volumeName') as AnyRule],
  ['projected', validateProjectedVolume as AnyRule],
  ['scaleIO', needs('gateway', 'system', 'volumeName') as AnyRule],
  ['csi', csi as AnyRule],
  ['ephemeral', ephemeral as AnyRule],
  ['image', image as AnyRule],
];

/** ValidateVolumes: the volumes that are right, by name, and what is wrong with the others. */
export function validateVolumes(
  volumes: readonly Volume[] | undefined,
  podName: string,
  field: string,
  release: ReleaseRef,
): { readonly errors: FieldError[]; readonly valid: ReadonlyMap<string, Volume> } {
  const errors: FieldError[] = [];
  const valid = new Map<string, Volume>();
  const created = new Set(
    (volumes ?? [])
      .filter((volume) => volume.ephemeral !== undefined && podName !== '')
      .map((volume) => `${podName}-${volume.name}`),
  );
  volumes?.forEach((volume, i) => {
    const at = `${field}[${i}]`;
    const own = validateSource(volume, podName, at, release);
    if (volume.name === '') own.push(required(`${at}.name`));
    else own.push(...validateDns1123Label(volume.name, `${at}.name`, release));
    if (valid.has(volume.name)) own.push(duplicate(`${at}.name`, volume.name));
    if (own.length === 0) valid.set(volume.name, volume);
    else errors.push(...own);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && created.has(claim)) {
      errors.push(
        invalid(
          `${at}.persistentVolumeClaim.claimName`,
          claim,
          'must not reference a PVC that gets created for an ephemeral volume',
        ),
      );
    }
  });
  return { errors, valid };
}

function validateSource(volume: Volume, podName: string, field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  for (const [name, rule, names] of sources) {
    const source = volume[name];
    if (source === undefined) continue;
    if (count > 0) {
      errors.push(forbidden(`${field}.${names?.second ?? name}`, 'may not specify more than 1 volume type'));
      continue;
    }
    count++;
    errors.push(...rule(source as never, `${field}.${names?.own ?? name}`, release));
    if (name !== 'ephemeral' || podName === '' || volume.name === '') continue;
    const claim = `${podName}-${volume.name}`;
    for (const message of isDns1123Subdomain(claim)) {
      errors.push(invalid(`${field}.name`, volume.name, `PVC name "${claim}": ${message}`));
    }
  }
  if (count === 0) errors.push(required(field, 'must specify a volume type'));
  return errors;
}

/** The rule for one kind of source, which PersistentVolumes have in part too. */
export function volumeSourceRules(
  name: string,
): ((source: never, field: string, release: ReleaseRef) => FieldError[]) | undefined {
  return sources.find(([source]) => source === name)?.[1];
}
