import type { ApiClient } from '../api/client.ts';
import type { Container, Pod } from '../api/types.ts';
import type { Machine } from '../runtime/machine.ts';
import type { Mount } from '../runtime/cri.ts';
import { podField, resourceField } from './env.ts';

type Volume = NonNullable<NonNullable<Pod['spec']>['volumes']>[number];

/** A volume can't be set up: event FailedMount, and the Pod waits. */
export class MountError extends Error {}

export interface VolumeContext {
  readonly pod: Pod;
  readonly client: ApiClient;
  readonly machine: Machine;
  readonly hostIP: string;
  readonly podIP: string | undefined;
  readonly node: { readonly cpu: number; readonly memory: number };
}

interface KeyToPath {
  readonly key: string;
  readonly path: string;
}

const plugins: Readonly<Record<string, string>> = {
  emptyDir: 'kubernetes.io~empty-dir',
  configMap: 'kubernetes.io~configmap',
  secret: 'kubernetes.io~secret',
  downwardAPI: 'kubernetes.io~downward-api',
  projected: 'kubernetes.io~projected',
};

/** Where the kubelet keeps a Pod's things on the node. */
export function podDirectory(uid: string): string {
  return `/var/lib/kubelet/pods/${uid}`;
}

function volumePath(pod: Pod, kind: string, name: string): string {
  return `${podDirectory(pod.metadata?.uid ?? '')}/volumes/${plugins[kind] ?? kind}/${name}`;
}

/** The files of a ConfigMap or Secret, through `items` if they are given. */
function keyedFiles(
  context: VolumeContext,
  kind: 'configmaps' | 'secrets',
  name: string,
  items: readonly KeyToPath[] | undefined,
  optional: boolean,
): Record<string, string> {
  const namespace = context.pod.metadata?.namespace ?? '';
  const object = context.client.find(kind, namespace, name);
  const singular = kind === 'configmaps' ? 'configmap' : 'secret';
  if (object === undefined) {
    if (optional) return {};
    throw new MountError(`${singular} "${name}" not found`);
  }
  const decode = (text: string): string =>
    kind === 'secrets'
      ? new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)))
      : text;
  const data = object.data ?? {};
  if (items === undefined) return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, decode(text)]));
  const out: Record<string, string> = {};
  for (const { key, path } of items) {
    const text = data[key];
    if (text === undefined) {
      if (optional) continue;
      throw new MountError(`references non-existent ${singular === 'configmap' ? 'config' : 'secret'} key: ${key}`);
    }
    out[path] = decode(text);
  }
  return out;
}

function downwardFiles(
  context: VolumeContext,
  items: NonNullable<Volume['downwardAPI']>['items'],
): Record<string, string> {
  const out: Record<string, string> = {};
  for (const { path, fieldRef, resourceFieldRef } of items ?? []) {
    if (fieldRef !== undefined) out[path] = podField(context.pod, fieldRef.fieldPath, context.hostIP, context.podIP);
    else if (resourceFieldRef !== undefined) {
      const target = context.pod.spec?.containers.find(({ name }) => name === resourceFieldRef.containerName);
      if (target !== undefined) {
        out[path] = resourceField(target, resourceFieldRef.resource, resourceFieldRef.divisor, context.node);
      }
    }
  }
  return out;
}

/** The files of a volume that is made of API objects; undefined: the volume is a directory of its own. */
function filesOf(context: VolumeContext, volume: Volume): Record<string, string> | undefined {
  const { configMap, secret, downwardAPI, projected } = volume;
  if (configMap !== undefined) {
    return keyedFiles(context, 'configmaps', configMap.name ?? '', configMap.items, configMap.optional === true);
  }
  if (secret !== undefined) {
    return keyedFiles(context, 'secrets', secret.secretName ?? '', secret.items, secret.optional === true);
  }
  if (downwardAPI !== undefined) return downwardFiles(context, downwardAPI.items);
  if (projected === undefined) return undefined;
  const out: Record<string, string> = {};
  for (const source of projected.sources ?? []) {
    if (source.configMap !== undefined) {
      const { name = '', items, optional } = source.configMap;
      // The CA bundle is published by a controller that Podarium has none of: the file is made here.
      if (
        name === 'kube-root-ca.crt' &&
        context.client.find('configmaps', context.pod.metadata?.namespace, name) === undefined
      ) {
        out['ca.crt'] = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';
      } else Object.assign(out, keyedFiles(context, 'configmaps', name, items, optional === true));
    }
    if (source.secret !== undefined) {
      const { name = '', items, optional } = source.secret;
      Object.assign(out, keyedFiles(context, 'secrets', name, items, optional === true));
    }
    if (source.downwardAPI !== undefined) Object.assign(out, downwardFiles(context, source.downwardAPI.items));
    if (source.serviceAccountToken !== undefined) {
      const account = context.pod.spec?.serviceAccountName ?? 'default';
      out[source.serviceAccountToken.path] = `system:serviceaccount:${context.pod.metadata?.namespace}:${account}`;
    }
  }
  return out;
}

/**
 * Prepares every volume of the Pod on the node's disk, and brings those made of API objects up to date.
 * @returns the directory of each volume on the node, by its name.
 * @throws MountError with the text of the FailedMount event.
 */
export function prepareVolumes(context: VolumeContext): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  const { disk } = context.machine;
  for (const volume of context.pod.spec?.volumes ?? []) {
    const kind = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';
    try {
      if (volume.hostPath !== undefined) {
        const { path, type = '' } = volume.hostPath;
        const found = disk.stat(path);
        if (found === undefined) {
          if (type === 'DirectoryOrCreate') disk.mkdir(path);
          else if (type === 'FileOrCreate') disk.writeFile(path, '');
          else if (type === '') disk.mkdir(path);
          else throw new MountError(`hostPath type check failed: ${path} is not a ${type.toLowerCase()}`);
        } else if (type.startsWith('Directory') && found.type !== 'directory') {
          throw new MountError(`hostPath type check failed: ${path} is not a directory`);
        }
        paths.set(volume.name, path);
        continue;
      }
      if (!Object.hasOwn(plugins, kind)) {
        throw new MountError(`Podarium does not simulate volumes of the kind ${kind}`);
      }
      const path = volumePath(context.pod, kind, volume.name);
      if (disk.stat(path) === undefined) disk.mkdir(path, 0o777);
      const files = filesOf(context, volume);
      for (const [name, text] of Object.entries(files ?? {})) {
        const target = `${path}/${name}`;
        if (disk.stat(target) !== undefined && disk.readFile(target) === text) continue;
        const folder = target.slice(0, target.lastIndexOf('/'));
        if (disk.stat(folder) === undefined) disk.mkdir(folder);
        disk.writeFile(target, text, 0o644);
      }
      paths.set(volume.name, path);
    } catch (error) {
      if (!(error instanceof MountError)) throw error;
      throw new MountError(`MountVolume.SetUp failed for volume "${volume.name}" : ${error.message}`);
    }
  }
  return paths;
}

/** The mounts of one container, with its termination log last. */
export function containerMounts(
  context: VolumeContext,
  container: Container,
  volumes: ReadonlyMap<string, string>,
  terminationLog: string,
): readonly Mount[] {
  const { disk } = context.machine;
  const mounts = (container.volumeMounts ?? []).flatMap(({ name, mountPath, subPath = '', readOnly }): Mount[] => {
    const volume = volumes.get(name);
    if (volume === undefined) return [];
    const hostPath = subPath === '' ? volume : `${volume}/${subPath}`;
    if (disk.stat(hostPath) === undefined) disk.mkdir(hostPath);
    const spec = context.pod.spec?.volumes?.find((candidate) => candidate.name === name);
    const fixed = spec?.configMap ?? spec?.secret ?? spec?.downwardAPI ?? spec?.projected;
    return [{ containerPath: mountPath, hostPath, readOnly: readOnly === true || fixed !== undefined }];
  });
  const folder = terminationLog.slice(0, terminationLog.lastIndexOf('/'));
  if (disk.stat(folder) === undefined) disk.mkdir(folder);
  disk.writeFile(terminationLog, '', 0o666);
  return [
    ...mounts,
    {
      containerPath: container.terminationMessagePath ?? '/dev/termination-log',
      hostPath: terminationLog,
      readOnly: false,
    },
  ];
}
