import type { Kind } from '../api/kinds.ts';
import type { StoredObject } from './registry/strategy.ts';

/** pkg/kubeapiserver/default_storage_factory_builder.go SpecialDefaultResourcePrefixes, by storage. */
const special: Readonly<Record<string, string>> = {
  '/replicationcontrollers': 'controllers',
  '/endpoints': 'services/endpoints',
  '/services': 'services/specs',
  '/nodes': 'minions',
  'networking.k8s.io/ingresses': 'ingress',
};

/** Where a real API server keeps the object: `/registry/configmaps/default/a`. Only messages speak of it. */
export function etcdKey(kind: Kind, object: StoredObject, custom: boolean): string {
  const { namespace = '', name = '' } = object.metadata ?? {};
  const storage = kind.storage ?? '';
  const grouped = custom || kind.group === 'apiextensions.k8s.io';
  const prefix = special[storage] ?? (grouped ? `${kind.group}/${kind.resource}` : kind.resource);
  return ['/registry', prefix, ...(kind.namespaced ? [namespace] : []), name].join('/');
}

/** A precondition that the stored object does not meet: k8s.io/apiserver/pkg/storage NewInvalidObjError. */
export function invalidObjectMessage(key: string, problem: string): string {
  return `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${problem}`;
}
