import { isStatusError } from '../../engine/api/status.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Client, Query } from '../client/client.ts';
import { resourcePath, type RestMapping } from '../client/rest-mapper.ts';
import { nameOf, namespaceOf, textAt, type Json } from '../object.ts';

/** One resource that a command works on (cli-runtime resource.Info). */
export interface Info {
  readonly mapping: RestMapping;
  readonly namespace: string;
  /** '' for a list, or for a generated name. */
  readonly name: string;
  /** The file it came from; '' if none. */
  readonly source: string;
  readonly object: Json | undefined;
  readonly subresource: string;
}

/** The info after the server answered with a new state of its object. */
export function refreshed(info: Info, object: Json): Info {
  return { ...info, object, name: nameOf(object) || info.name, namespace: namespaceOf(object) || info.namespace };
}

/** Reads the object; a missing namespace is reported instead of a missing object (resource.Info.Get). */
export function* getInfo(client: Client, info: Info, accept?: string, query: Query = {}): Task<Info> {
  try {
    const object = yield* client.object(
      'GET',
      resourcePath(info.mapping, info.namespace, info.name, info.subresource),
      {
        query,
        ...(accept === undefined ? {} : { headers: { accept } }),
      },
    );
    return { ...info, object };
  } catch (error) {
    if (isStatusError(error, 'NotFound') && info.namespace !== '' && info.namespace !== 'default') {
      yield* client.object('GET', `/api/v1/namespaces/${encodeURIComponent(info.namespace)}`);
    }
    throw error;
  }
}

export function resourceVersionOf(object: unknown): string {
  return textAt(object, 'metadata', 'resourceVersion');
}

/** `deployments/web` (resource.Info.ObjectName). */
export function objectName({ mapping, name }: Info): string {
  return `${mapping.name}/${name}`;
}
