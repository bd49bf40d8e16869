import { customResourceDefinitionValidator } from './apiextensions.ts';
import type { FieldError } from '../field.ts';
import { withoutNulls, type ReleaseRef } from '../json.ts';
import type { Kind } from '../kinds.ts';
import type { KubeObject } from '../types.ts';
import { horizontalPodAutoscalerValidator } from './autoscaling/horizontal-pod-autoscaler.ts';
import { cronJobValidator } from './batch/cron-job.ts';
import { jobValidator } from './batch/job.ts';
import { leaseValidator } from './coordination.ts';
import { configMapValidator } from './core/config-map.ts';
import { endpointsValidator } from './core/endpoints.ts';
import { eventValidator } from './core/event.ts';
import { limitRangeValidator } from './core/limit-range.ts';
import { namespaceValidator } from './core/namespace.ts';
import { nodeValidator } from './core/node.ts';
import { persistentVolumeValidator } from './core/persistent-volume.ts';
import { podTemplateValidator } from './core/pod-template.ts';
import { resourceQuotaValidator } from './core/resource-quota.ts';
import { secretValidator } from './core/secret.ts';
import { serviceAccountValidator } from './core/service-account.ts';
import { serviceValidator } from './core/service.ts';
import { endpointSliceValidator } from './discovery.ts';
import { validateCommonMeta, validateCommonMetaUpdate } from './metadata.ts';
import { ingressClassValidator } from './networking/ingress-class.ts';
import { ingressValidator } from './networking/ingress.ts';
import { networkPolicyValidator } from './networking/network-policy.ts';
import { persistentVolumeClaimValidator } from './persistent-volume-claim.ts';
import { podValidator } from './pod/pod.ts';
import { podDisruptionBudgetValidator } from './policy.ts';
import { priorityClassValidator } from './scheduling.ts';
import { storageClassValidator } from './storage.ts';
import type { Validator } from './validator.ts';
import { controllerRevisionValidator } from './workloads/controller-revision.ts';
import { daemonSetValidator } from './workloads/daemon-set.ts';
import { deploymentValidator } from './workloads/deployment.ts';
import { replicaSetValidator } from './workloads/replica-set.ts';
import { replicationControllerValidator } from './workloads/replication-controller.ts';
import { statefulSetValidator } from './workloads/stateful-set.ts';

/** By the storage of the kind. A new kind adds its line. */
const validators: Readonly<Record<string, Validator<never>>> = {
  '/configmaps': configMapValidator,
  '/endpoints': endpointsValidator,
  '/events': eventValidator,
  '/limitranges': limitRangeValidator,
  '/namespaces': namespaceValidator,
  '/nodes': nodeValidator,
  '/persistentvolumeclaims': persistentVolumeClaimValidator,
  '/persistentvolumes': persistentVolumeValidator,
  '/pods': podValidator,
  '/podtemplates': podTemplateValidator,
  '/replicationcontrollers': replicationControllerValidator,
  '/resourcequotas': resourceQuotaValidator,
  '/secrets': secretValidator,
  '/serviceaccounts': serviceAccountValidator,
  '/services': serviceValidator,
  'apiextensions.k8s.io/customresourcedefinitions': customResourceDefinitionValidator,
  'apps/controllerrevisions': controllerRevisionValidator,
  'apps/daemonsets': daemonSetValidator,
  'apps/deployments': deploymentValidator,
  'apps/replicasets': replicaSetValidator,
  'apps/statefulsets': statefulSetValidator,
  'autoscaling/horizontalpodautoscalers': horizontalPodAutoscalerValidator,
  'batch/cronjobs': cronJobValidator,
  'batch/jobs': jobValidator,
  'coordination.k8s.io/leases': leaseValidator,
  'discovery.k8s.io/endpointslices': endpointSliceValidator,
  'networking.k8s.io/ingressclasses': ingressClassValidator,
  'networking.k8s.io/ingresses': ingressValidator,
  'networking.k8s.io/networkpolicies': networkPolicyValidator,
  'policy/poddisruptionbudgets': podDisruptionBudgetValidator,
  'scheduling.k8s.io/priorityclasses': priorityClassValidator,
  'storage.k8s.io/storageclasses': storageClassValidator,
};

/** What is wrong with a new object, in kube's order; nothing if it may be stored. */
export function validateCreate(kind: Kind, given: KubeObject, release: ReleaseRef): FieldError[] {
  const object = withoutNulls(given);
  const errors = validators[kind.storage ?? '']?.create(object as never, release, kind) ?? [];
  return errors.length > 0 ? errors : validateCommonMeta(object, kind.namespaced, release);
}

/** What is wrong with a change; `subresource` is `status`, `scale`, `resize`, `ephemeralcontainers` or undefined. */
export function validateUpdate(
  kind: Kind,
  given: KubeObject,
  givenOld: KubeObject,
  release: ReleaseRef,
  subresource?: string,
): FieldError[] {
  const [object, old] = [withoutNulls(given), withoutNulls(givenOld)];
  const validator = validators[kind.storage ?? ''];
  // Metadata that is the stored one itself was valid when it was stored.
  const metadata =
    object.metadata === old.metadata
      ? []
      : [...validateCommonMeta(object, kind.namespaced, release), ...validateCommonMetaUpdate(object, old, release)];
  return [...metadata, ...(validator?.update(object as never, old as never, release, subresource, kind) ?? [])];
}
