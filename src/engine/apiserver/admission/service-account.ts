import { forbiddenRequest } from '../../api/errors.ts';
import { suffixAlphabet } from '../../api/names.ts';
import type { Container, Pod, Secret, ServiceAccount } from '../../api/types.ts';
import type { StoredObject } from '../registry/strategy.ts';
import { storeKey } from '../store.ts';
import type { AdmissionContext, AdmissionPlugin } from './plugin.ts';

const mirrorAnnotation = 'kubernetes.io/config.mirror';
const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const boundVolume = 'kube-api-access-';

type Spec = NonNullable<Pod['spec']>;
type Volume = NonNullable<Spec['volumes']>[number];

/** Gives a new Pod its ServiceAccount and the token's volume: plugin/pkg/admission/serviceaccount/admission.go. */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  handles: (operation, kind) => operation === 'CREATE' && kind.storage === '/pods',
  admit({ kind, namespace, name, object }, context) {
    const pod = object as Pod;
    if (pod.spec === undefined) return object;
    if (pod.metadata?.annotations?.[mirrorAnnotation] !== undefined) {
      if ((pod.spec.serviceAccountName ?? '') === '') return object;
      throw forbiddenRequest(kind, name, 'a mirror pod may not reference service accounts');
    }
    const wanted = pod.spec.serviceAccountName || 'default';
    const account = context.store.get('/serviceaccounts', storeKey(namespace, wanted)) as ServiceAccount | undefined;
    if (account === undefined) {
      throw forbiddenRequest(
        kind,
        name,
        `error looking up service account ${namespace}/${wanted}: serviceaccount "${wanted}" not found`,
      );
    }
    // The deprecated alias is filled by conversion, pkg/apis/core/v1/conversion.go.
    let spec: Spec = { ...pod.spec, serviceAccountName: wanted, serviceAccount: wanted };
    if (pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) {
      spec = mountToken(spec, account, context);
    }
    if ((spec.imagePullSecrets ?? []).length === 0 && (account.imagePullSecrets ?? []).length > 0) {
      spec = { ...spec, imagePullSecrets: account.imagePullSecrets! };
    }
    return { ...object, spec } as StoredObject;
  },
};

function mountToken(spec: Spec, account: ServiceAccount, context: AdmissionContext): Spec {
  const volumes = spec.volumes ?? [];
  const found = tokenVolume(volumes, account, context);
  if (found === undefined) return spec;
  const mount = { name: found.volume.name, readOnly: true, mountPath };
  let mounted = false;
  const withMount = (container: Container): Container => {
    const mounts = container.volumeMounts ?? [];
    if (mounts.some((one) => one.mountPath === mountPath)) return container;
    mounted = true;
    return { ...container, volumeMounts: [...mounts, mount] };
  };
  const initContainers = spec.initContainers?.map(withMount);
  // Null until validation asks for at least one.
  const containers = ((spec.containers as Spec['containers'] | null) ?? []).map(withMount);
  if (!mounted) return spec;
  return {
    ...spec,
    ...(initContainers === undefined ? {} : { initContainers }),
    containers,
    ...(found.known ? {} : { volumes: [...volumes, found.volume] }),
  };
}

/** v1.20 mounts the account's token Secret, from v1.21 on a projected, bound token. */
function tokenVolume(
  volumes: readonly Volume[],
  account: ServiceAccount,
  { release, random, store }: AdmissionContext,
): { readonly volume: Volume; readonly known: boolean } | undefined {
  if (release.name !== '1.20') {
    const known = volumes.find((volume) => volume.name.startsWith(boundVolume));
    if (known !== undefined) return { volume: known, known: true };
    return { volume: { name: boundVolume + random.text(5, suffixAlphabet), projected }, known: false };
  }
  const secretName = tokenSecret(account, store);
  if (secretName === undefined) return undefined;
  const known = volumes.find((volume) => volume.secret?.secretName === secretName);
  if (known !== undefined) return { volume: known, known: true };
  const plain = secretName.replaceAll('.', '-');
  const name = volumes.some((volume) => volume.name === plain) ? `${plain}-${random.text(5, suffixAlphabet)}` : plain;
  return { volume: { name, secret: { secretName, defaultMode: 420 } }, known: false };
}

function tokenSecret(account: ServiceAccount, store: AdmissionContext['store']): string | undefined {
  const namespace = account.metadata?.namespace;
  for (const reference of account.secrets ?? []) {
    const secret = store.get('/secrets', storeKey(namespace, reference.name ?? '')) as Secret | undefined;
    if (secret?.type === 'kubernetes.io/service-account-token') return reference.name;
  }
  return undefined;
}

/** TokenVolumeSource(); 3607 s is serviceaccount.WarnOnlyBoundTokenExpirationSeconds. */
const projected: NonNullable<Volume['projected']> = {
  defaultMode: 420,
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
      },
    },
  ],
};
