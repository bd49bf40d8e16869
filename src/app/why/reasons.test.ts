import { describe, expect, test } from 'vitest';
import { jobReasons, terminatedReasons, waitingReasons } from './reasons.ts';
import { schedulingCauses } from './scheduling.ts';

/* Kubernetes' own lists of reasons, held against ours. Releases v1.20.15 and v1.36.0. */

describe('every reason for which a container waits is explained', () => {
  // pkg/kubelet/images/types.go; pkg/kubelet/container/sync_result.go; pkg/kubelet/kuberuntime/kuberuntime_container.go;
  // cri-api pkg/errors/errors.go. CrashLoopBackOff, ContainerCreating and PodInitializing have rules of their own.
  test.each([
    'ImagePullBackOff',
    'ImageInspectError',
    'ErrImagePull',
    'ErrImageNeverPull',
    'InvalidImageName',
    'RegistryUnavailable',
    'SignatureValidationFailed',
    'RunContainerError',
    'KillContainerError',
    'CreatePodSandboxError',
    'ConfigPodSandboxError',
    'KillPodSandboxError',
    'ResizePodInPlaceError',
    'RemoveContainerError',
    'CreateContainerConfigError',
    'PreCreateHookError',
    'CreateContainerError',
    'PreStartHookError',
    'PostStartHookError',
  ])('%s', (reason) => expect(waitingReasons[reason]).toBeDefined());
});

describe('every reason for which a container ended is explained', () => {
  // dockershim and containerd; pkg/kubelet/kubelet_pods.go and pkg/kubelet/status.
  test.each(['OOMKilled', 'ContainerCannotRun', 'StartError', 'ContainerStatusUnknown', 'DeadlineExceeded'])(
    '%s',
    (reason) => expect(terminatedReasons[reason]).toBeDefined(),
  );
});

describe('every reason for which a Job fails is explained', () => {
  // k8s.io/api batch/v1/types.go, JobReason...
  test.each([
    'PodFailurePolicy',
    'BackoffLimitExceeded',
    'DeadlineExceeded',
    'MaxFailedIndexesExceeded',
    'FailedIndexes',
    'JobSuspended',
  ])('%s', (reason) => expect(jobReasons[reason]).toBeDefined());
});

describe('every filter of the scheduler is explained', () => {
  // The ErrReason constants of pkg/scheduler/framework/plugins/*.
  test.each([
    "node(s) didn't satisfy existing pods anti-affinity rules",
    "node(s) didn't match pod affinity rules",
    "node(s) didn't match pod anti-affinity rules",
    "node(s) didn't match pod affinity/anti-affinity",
    "node(s) didn't match Pod's node affinity/selector",
    "node(s) didn't match Pod's node affinity",
    "node(s) didn't match scheduler-enforced node affinity",
    "node(s) didn't match the requested node name",
    "node(s) didn't match the requested hostname",
    "node(s) didn't have free ports for the requested pod ports",
    'node(s) had unknown conditions',
    'node(s) were unschedulable',
    'node(s) exceed max volume count',
    "node(s) didn't match pod topology spread constraints",
    "node(s) didn't match pod topology spread constraints (missing required label)",
    "node(s) had taints that the pod didn't tolerate",
    "node(s) had taint {a: b}, that the pod didn't tolerate",
    'node(s) had untolerated taint {a: b}',
    'node(s) had untolerated taint(s)',
    "node(s) didn't find available persistent volumes to bind",
    "node(s) didn't match PersistentVolume's node affinity",
    'node(s) had volume node affinity conflict',
    'node(s) did not have enough free storage',
    'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)',
    'node(s) had no available disk',
    'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
    'node(s) had no available volume zone',
    'Insufficient cpu',
    'Insufficient ephemeral-storage',
    'Too many pods',
  ])('%s', (text) => {
    const [cause, ...others] = schedulingCauses(`0/1 nodes are available: 1 ${text}.`);
    expect(others).toEqual([]);
    expect(cause?.reason).not.toBe('FilteredOther');
    expect(cause?.params['count']).toBe(1);
  });

  test('several are told one by one, preemption aside', () => {
    const message =
      '0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient cpu. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.';
    expect(schedulingCauses(message)).toEqual([
      { reason: 'UntoleratedTaint', params: { taint: '{node-role.kubernetes.io/control-plane: }', count: 1 } },
      { reason: 'InsufficientResource', params: { resource: 'cpu', count: 2 } },
    ]);
  });

  test('a comma inside a reason does not split it (v1.20)', () => {
    const message =
      "0/2 nodes are available: 1 Too many pods, 1 node(s) had taint {a: b}, that the pod didn't tolerate.";
    expect(schedulingCauses(message).map((one) => one.reason)).toEqual(['TooManyPods', 'UntoleratedTaint']);
  });

  test('a claim that is missing is about the Pod, not a node', () => {
    expect(schedulingCauses('0/3 nodes are available: persistentvolumeclaim "c" not found.')).toEqual([
      { reason: 'MissingClaim', params: { claim: 'c' } },
    ]);
  });
});
