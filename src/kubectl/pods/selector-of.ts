import { formatLabelSelectorObject, type LabelSelectorObject } from '../../engine/api/selectors.ts';
import { CommandError } from '../errors.ts';
import { mapAt, nameOf, recordAt, textAt, type Json } from '../object.ts';

/** Go's names of the types, as `%T` prints them. */
const goTypes: Readonly<Record<string, string>> = {
  '': 'v1',
  apps: 'v1',
  batch: 'v1',
  'networking.k8s.io': 'v1',
  'storage.k8s.io': 'v1',
};

/** The label selector of the Pods that belong to an object (polymorphichelpers.SelectorsForObject). */
export function podSelectorOf(object: Json): string {
  const kind = textAt(object, 'kind');
  if (
    kind === 'ReplicaSet' ||
    kind === 'Deployment' ||
    kind === 'StatefulSet' ||
    kind === 'DaemonSet' ||
    kind === 'Job'
  ) {
    return formatLabelSelectorObject(recordAt(object, 'spec', 'selector') as LabelSelectorObject);
  }
  if (kind === 'ReplicationController') return pairs(object);
  if (kind === 'Service') {
    if (mapAt(object, 'spec', 'selector').length === 0) {
      throw new CommandError(`invalid service '${nameOf(object)}': Service is defined without a selector`);
    }
    return pairs(object);
  }
  throw new CommandError(`selector for ${goTypeOf(object)} not implemented`);
}

export function goTypeOf(object: Json): string {
  const apiVersion = textAt(object, 'apiVersion');
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  return `*${goTypes[group] === undefined ? version : goTypes[group]}.${textAt(object, 'kind')}`;
}

function pairs(object: Json): string {
  return mapAt(object, 'spec', 'selector')
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
