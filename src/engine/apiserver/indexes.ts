import type { Event, KubeObject, Pod, Service } from '../api/types.ts';
import type { FieldIndex } from './store.ts';

/** What is looked up by value rather than by name, by storage. Field selectors on these fields cost nothing but the answer. */
export const indexes: Readonly<Record<string, readonly FieldIndex[]>> = {
  '/pods': [index<Pod>('spec.nodeName', (pod) => pod.spec?.nodeName)],
  '/events': [
    index<Event>('involvedObject.uid', (event) => event.involvedObject.uid),
    index<Event>('involvedObject.name', (event) => event.involvedObject.name),
  ],
  '/services': [index<Service>('spec.clusterIP', (service) => service.spec?.clusterIP)],
};

function index<O extends KubeObject>(field: string, read: (object: O) => string | undefined): FieldIndex {
  return { field, valueOf: (object) => read(object as O) ?? '' };
}
