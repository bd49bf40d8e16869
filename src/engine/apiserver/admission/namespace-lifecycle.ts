import { forbiddenRequest, notFound } from '../../api/errors.ts';
import { StatusError } from '../../api/status.ts';
import type { Namespace } from '../../api/types.ts';
import type { AdmissionPlugin } from './plugin.ts';

const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/** k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  // What exists to be updated has a namespace.
  handles: (operation, kind) =>
    kind.storage === '/namespaces' ? operation === 'DELETE' : operation === 'CREATE' && kind.namespaced,
  admit({ operation, kind, namespace, name, object }, { store }) {
    if (operation === 'DELETE') {
      if (immortal.has(name)) throw forbiddenRequest(kind, name, 'this namespace may not be deleted');
      return object;
    }
    const found = store.get('/namespaces', namespace) as Namespace | undefined;
    if (found === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    if (found.metadata?.deletionTimestamp !== undefined) {
      throw terminating(forbiddenRequest(kind, name, terminatingMessage(namespace)), namespace);
    }
    return object;
  },
};

const terminatingMessage = (namespace: string): string =>
  `unable to create new content in namespace ${namespace} because it is being terminated`;

function terminating(error: StatusError, namespace: string): StatusError {
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new StatusError({ ...error.status, details: { ...error.status.details, causes: [cause] } });
}
