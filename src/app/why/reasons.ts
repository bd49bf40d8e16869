import type { WhyReason } from './table/index.ts';

/** Reasons of waiting containers -> explanation. Kubernetes' own lists are held against it in reasons.test.ts. */
export const waitingReasons: Readonly<Record<string, WhyReason>> = {
  ErrImagePull: 'ErrImagePull',
  ImagePullBackOff: 'ErrImagePull',
  RegistryUnavailable: 'RegistryUnavailable',
  SignatureValidationFailed: 'SignatureValidationFailed',
  InvalidImageName: 'InvalidImageName',
  ErrImageNeverPull: 'ErrImageNeverPull',
  ImageInspectError: 'ImageInspectError',
  CreateContainerConfigError: 'CreateContainerConfigError',
  CreateContainerError: 'CreateContainerError',
  PreCreateHookError: 'PreCreateHookError',
  PreStartHookError: 'PreStartHookError',
  PostStartHookError: 'PostStartHookError',
  RunContainerError: 'RunContainerError',
  KillContainerError: 'KillContainerError',
  RemoveContainerError: 'RemoveContainerError',
  CreatePodSandboxError: 'CreatePodSandboxError',
  ConfigPodSandboxError: 'ConfigPodSandboxError',
  KillPodSandboxError: 'KillPodSandboxError',
  ResizePodInPlaceError: 'ResizePodInPlaceError',
};

/** Reasons of a container's end -> explanation; Error and Completed are told by exit code and policy instead. */
export const terminatedReasons: Readonly<Record<string, WhyReason>> = {
  OOMKilled: 'OOMKilled',
  ContainerCannotRun: 'ContainerCannotRun',
  StartError: 'ContainerCannotRun',
  ContainerStatusUnknown: 'ContainerStatusUnknown',
  DeadlineExceeded: 'DeadlineExceeded',
};

/** status.reason of a Pod -> explanation. What a kubelet refuses a Pod for is RejectedByKubelet or OutOfResource. */
export const podReasons: Readonly<Record<string, WhyReason>> = {
  Evicted: 'Evicted',
  DeadlineExceeded: 'DeadlineExceeded',
  Preempting: 'Preempting',
  NodeShutdown: 'NodeShutdown',
  Terminated: 'NodeShutdown',
};

export const conditionReasons: Readonly<Record<string, WhyReason>> = {
  MemoryPressure: 'MemoryPressure',
  DiskPressure: 'DiskPressure',
  PIDPressure: 'PIDPressure',
  NetworkUnavailable: 'NetworkUnavailable',
};

export const jobReasons: Readonly<Record<string, WhyReason>> = {
  BackoffLimitExceeded: 'BackoffLimitExceeded',
  DeadlineExceeded: 'JobDeadlineExceeded',
  PodFailurePolicy: 'PodFailurePolicy',
  FailedIndexes: 'FailedIndexes',
  MaxFailedIndexesExceeded: 'MaxFailedIndexesExceeded',
  JobSuspended: 'JobSuspended',
};
