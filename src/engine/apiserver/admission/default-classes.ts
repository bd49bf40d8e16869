import type { KubeObject, PersistentVolumeClaim } from '../../api/types.ts';
import { parseTime } from '../../api/time.ts';
import type { StoredObject } from '../registry/strategy.ts';
import type { Store } from '../store.ts';
import type { AdmissionPlugin } from './plugin.ts';

/** The class that is marked as the default; of several, the newest. */
function defaultClass(store: Store, storage: string, annotations: readonly string[]): string | undefined {
  let best: KubeObject | undefined;
  const age = (object: KubeObject | undefined): number => parseTime(object?.metadata?.creationTimestamp ?? '') ?? 0;
  for (const object of store.objects(storage).values()) {
    if (!annotations.some((key) => object.metadata?.annotations?.[key] === 'true')) continue;
    if (best === undefined || age(object) > age(best)) best = object;
  }
  return best?.metadata?.name;
}

/** plugin/pkg/admission/storage/storageclass/setdefault. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  handles: (operation, kind) => operation === 'CREATE' && kind.storage === '/persistentvolumeclaims',
  admit({ object }, { store }) {
    const claim = object as PersistentVolumeClaim;
    if (claim.spec?.storageClassName !== undefined) return object;
    if (claim.metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return object;
    const name = defaultClass(store, 'storage.k8s.io/storageclasses', [
      'storageclass.kubernetes.io/is-default-class',
      'storageclass.beta.kubernetes.io/is-default-class',
    ]);
    return name === undefined ? object : withSpec(object, { storageClassName: name });
  },
};

/** plugin/pkg/admission/network/defaultingressclass. */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  handles: (operation, kind) => operation === 'CREATE' && kind.storage === 'networking.k8s.io/ingresses',
  admit({ object }, { store }) {
    const spec = object['spec'] as { readonly ingressClassName?: string } | undefined;
    if (spec?.ingressClassName !== undefined) return object;
    if (object.metadata?.annotations?.['kubernetes.io/ingress.class'] !== undefined) return object;
    const annotation = 'ingressclass.kubernetes.io/is-default-class';
    const name = defaultClass(store, 'networking.k8s.io/ingressclasses', [annotation]);
    return name === undefined ? object : withSpec(object, { ingressClassName: name });
  },
};

function withSpec(object: StoredObject, added: Readonly<Record<string, unknown>>): StoredObject {
  return { ...object, spec: { ...(object['spec'] as object | undefined), ...added } };
}
