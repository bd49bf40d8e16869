import { decodeBase64 } from '../../api/base64.ts';
import { podField, resourceField } from '../env.ts';
import type { Payload, ProjectedFile } from './atomic-writer.ts';
import { MountError, type Volume, type VolumeContext } from './volume-context.ts';

interface KeyToPath {
  readonly key: string;
  readonly path: string;
  readonly mode?: number;
}

const defaultFileMode = 0o644;
/** pkg/volume/projected: the files of a token are for their owner only where the volume belongs to somebody. */
const tokenMode = 0o600;

/** The files of a ConfigMap or Secret, through `items` if they are given (configmap.go and secret.go, MakePayload). */
function keyedFiles(
  context: VolumeContext,
  kind: 'configmaps' | 'secrets',
  name: string,
  items: readonly KeyToPath[] | undefined,
  optional: boolean,
  defaultMode: number,
): Payload {
  const object = context.client.find(kind, context.pod.metadata?.namespace ?? '', name);
  if (object === undefined && !optional) {
    throw new MountError(`${kind === 'configmaps' ? 'configmap' : 'secret'} "${name}" not found`);
  }
  const texts = new Map<string, string>();
  for (const [key, text] of Object.entries(object?.data ?? {})) {
    texts.set(key, kind === 'secrets' ? decodeBase64(text) : text);
  }
  const binary = object !== undefined && 'binaryData' in object ? object.binaryData : undefined;
  for (const [key, text] of Object.entries(binary ?? {})) texts.set(key, decodeBase64(text));
  const out = new Map<string, ProjectedFile>();
  if (items === undefined || items.length === 0) {
    for (const [key, text] of texts) out.set(key, { text, mode: defaultMode });
    return out;
  }
  for (const { key, path, mode = defaultMode } of items) {
    const text = texts.get(key);
    if (text !== undefined) out.set(path, { text, mode });
    else if (!optional) {
      const what =
        kind === 'configmaps' ? 'configmap references non-existent config' : 'references non-existent secret';
      throw new MountError(`${what} key: ${key}`);
    }
  }
  return out;
}

function downwardFiles(
  context: VolumeContext,
  items: NonNullable<Volume['downwardAPI']>['items'],
  defaultMode: number,
): Payload {
  const out = new Map<string, ProjectedFile>();
  const { pod, hostIP, podIP, node } = context;
  for (const { path, fieldRef, resourceFieldRef, mode = defaultMode } of items ?? []) {
    if (fieldRef !== undefined) out.set(path, { text: podField(pod, fieldRef.fieldPath, hostIP, podIP), mode });
    if (resourceFieldRef === undefined) continue;
    const { containers, initContainers = [] } = pod.spec!;
    const target = [...containers, ...initContainers].find(({ name }) => name === resourceFieldRef.containerName);
    if (target === undefined) continue;
    out.set(path, { text: resourceField(target, resourceFieldRef.resource, resourceFieldRef.divisor, node), mode });
  }
  return out;
}

function projectedFiles(context: VolumeContext, projected: NonNullable<Volume['projected']>): Payload {
  const mode = projected.defaultMode ?? defaultFileMode;
  const out = new Map<string, ProjectedFile>();
  const problems: string[] = [];
  const add = (files: () => Payload): void => {
    try {
      for (const [path, file] of files()) out.set(path, file);
    } catch (error) {
      if (!(error instanceof MountError)) throw error;
      problems.push(error.message);
    }
  };
  for (const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle } of projected.sources ?? []) {
    if (configMap !== undefined) {
      const { name = '', items, optional } = configMap;
      add(() => keyedFiles(context, 'configmaps', name, items, optional === true, mode));
    }
    if (secret !== undefined) {
      const { name = '', items, optional } = secret;
      add(() => keyedFiles(context, 'secrets', name, items, optional === true, mode));
    }
    if (downwardAPI !== undefined) add(() => downwardFiles(context, downwardAPI.items, mode));
    if (serviceAccountToken !== undefined) {
      const { namespace } = context.pod.metadata ?? {};
      const account = context.pod.spec?.serviceAccountName ?? 'default';
      const owned = context.pod.spec?.securityContext?.fsGroup !== undefined;
      out.set(serviceAccountToken.path, {
        text: `system:serviceaccount:${namespace}:${account}`,
        mode: owned ? tokenMode : mode,
      });
    }
    if (clusterTrustBundle !== undefined) problems.push('Podarium does not simulate cluster trust bundles');
  }
  if (problems.length > 0) throw new MountError(problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`);
  return out;
}

/**
 * The files of a volume that is made of API objects; undefined for any other.
 * @throws MountError
 */
export function apiFiles(context: VolumeContext, volume: Volume): Payload | undefined {
  const { configMap, secret, downwardAPI, projected } = volume;
  if (configMap !== undefined) {
    const { name = '', items, optional, defaultMode = defaultFileMode } = configMap;
    return keyedFiles(context, 'configmaps', name, items, optional === true, defaultMode);
  }
  if (secret !== undefined) {
    const { secretName = '', items, optional, defaultMode = defaultFileMode } = secret;
    return keyedFiles(context, 'secrets', secretName, items, optional === true, defaultMode);
  }
  if (downwardAPI !== undefined) {
    return downwardFiles(context, downwardAPI.items, downwardAPI.defaultMode ?? defaultFileMode);
  }
  return projected === undefined ? undefined : projectedFiles(context, projected);
}
