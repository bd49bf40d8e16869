import { asArray, asObject, jsonEqual } from '../../api/json.ts';
import { withCondition, withMetadata } from '../../api/meta.ts';
import { formatTime } from '../../api/time.ts';
import { specOnly, type Strategy } from './strategy.ts';

const cleanup = 'customresourcecleanup.apiextensions.k8s.io';

interface CrdCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
}

/** apiextensions-apiserver/pkg/registry/customresourcedefinition/{strategy,etcd}.go. */
export const customresourcedefinitions: Strategy = {
  generationOf: specOnly,
  prepareForCreate(object) {
    const spec = asObject(object['spec']);
    const storage = asArray(spec['versions'])
      .map(asObject)
      .find((version) => version['storage'] === true);
    return {
      ...object,
      status: {
        conditions: null,
        acceptedNames: { kind: '', plural: '' },
        storedVersions: storage === undefined ? [] : [storage['name']],
      },
    };
  },
  prepareForUpdate(object, old) {
    return jsonEqual(object['status'], old['status']) ? object : { ...object, status: old['status'] };
  },
  /** Its objects go before it does. */
  beginDeletion(object, now) {
    const finalizers = object.metadata?.finalizers ?? [];
    if (object.metadata?.deletionTimestamp !== undefined) return finalizers.length > 0 ? 'pending' : undefined;
    const marked = withMetadata(object, {
      deletionTimestamp: formatTime(now),
      finalizers: finalizers.includes(cleanup) ? finalizers : [...finalizers, cleanup],
    });
    const status = asObject(object['status']);
    const conditions = withCondition(asArray(status['conditions']) as readonly CrdCondition[], {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionPending',
      message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
      lastTransitionTime: formatTime(now),
    });
    return { ...marked, status: { ...status, conditions } };
  },
};
