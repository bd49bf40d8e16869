import type { Explanation } from './explanation.ts';

export const workloads = {
  Progressing: {
    en: 'The Deployment rolls out: `{{ready}}` of `{{wanted}}` replicas are available, `{{updated}}` are of the new revision. It makes new Pods and takes old ones away within maxSurge and maxUnavailable.',
    zh: 'Deployment 正在发布：`{{wanted}}` 个副本中 `{{ready}}` 个可用，`{{updated}}` 个是新版本。它在 maxSurge 和 maxUnavailable 的范围内增加新 Pod、撤下旧 Pod。',
    tries: ['kubectl rollout status deployment {{name}}'],
  },
  ProgressDeadlineExceeded: {
    en: 'The rollout has made no progress for `progressDeadlineSeconds` (**{{deadline}} s**). Kubernetes says so and goes on trying: nothing is rolled back by itself.',
    zh: '发布在 `progressDeadlineSeconds`（**{{deadline}} 秒**）内没有进展。Kubernetes 只是如实说出来，并会继续尝试：它不会自动回滚。',
    advice: {
      en: 'Look at the newest Pods: an image that cannot be pulled, a crash, or a readiness probe that fails.',
      zh: '看看最新的 Pod：镜像拉不下来、崩溃，或者就绪探针失败。',
    },
    tries: ['kubectl rollout undo deployment {{name}}', 'kubectl get pods', 'kubectl describe deployment {{name}}'],
  },
  ReplicaFailure: {
    en: 'New Pods cannot even be created: {{message}} It is tried again, each time after a longer wait.',
    zh: '新的 Pod 连创建都做不到：{{message}} 会再试，每次等得更久。',
    advice: {
      en: 'A quota, a limit range, an admission rule, or a missing service account.',
      zh: '常见原因：配额、LimitRange、准入规则，或缺少 ServiceAccount。',
    },
    tries: ['kubectl describe {{kind}} {{name}}', 'kubectl get resourcequota,limitrange'],
  },
  DeploymentPaused: {
    en: 'The rollout is paused: changes of the template wait; scaling still works.',
    zh: '发布已暂停：对模板的修改先放着；扩缩容仍然有效。',
    tries: ['kubectl rollout resume deployment {{name}}'],
  },
  MinimumReplicasUnavailable: {
    en: '`{{ready}}` of `{{wanted}}` replicas are available, fewer than the Deployment promises. The Pods that are not ready hold it up.',
    zh: '`{{wanted}}` 个副本中 `{{ready}}` 个可用，少于 Deployment 承诺的数量。拖住它的是没有就绪的 Pod。',
    tries: ['kubectl describe deployment {{name}}', 'kubectl get pods'],
  },
  ReplicaSetUnready: {
    en: '`{{ready}}` of `{{wanted}}` replicas are ready. The controller has done its part when the Pods exist; why one is not ready, the Pod itself says.',
    zh: '`{{wanted}}` 个副本中 `{{ready}}` 个就绪。Pod 建好了，控制器的事就做完了；为什么没就绪，要问 Pod 自己。',
    tries: ['kubectl get pods'],
  },
  ScaledToZero: {
    en: 'It is scaled to **0**: there shall be no Pods, and there are none.',
    zh: '副本数为 **0**：不该有 Pod，也确实没有。',
    tries: ['kubectl scale {{kind}} {{name}} --replicas=1'],
  },
  StatefulSetWaits: {
    en: 'A StatefulSet makes its Pods one after the other: `{{pod}}` must be ready before the next one is made.',
    zh: 'StatefulSet 逐个创建 Pod：`{{pod}}` 就绪之后才会创建下一个。',
    advice: {
      en: '`podManagementPolicy: Parallel` makes them all at once.',
      zh: '`podManagementPolicy: Parallel` 会一次全部创建。',
    },
    tries: ['kubectl describe pod {{pod}}'],
  },
  DaemonSetUnready: {
    en: '`{{ready}}` of `{{wanted}}` nodes run a ready Pod of this DaemonSet.',
    zh: '`{{wanted}}` 个节点中 `{{ready}}` 个运行着这个 DaemonSet 的就绪 Pod。',
    tries: ['kubectl get pods -o wide'],
  },
  JobRunning: {
    en: 'The Job is at work: `{{succeeded}}` of `{{wanted}}` completions, `{{failed}}` failed tries.',
    zh: 'Job 正在进行：需要完成 `{{wanted}}` 次，已成功 `{{succeeded}}` 次，失败 `{{failed}}` 次。',
    tries: ['kubectl describe job {{name}}'],
  },
  JobComplete: {
    en: 'The Job has as many successes as it wanted. Its Pods stay so that you can read their logs.',
    zh: 'Job 已达到需要的成功次数。它的 Pod 会留着，方便查看日志。',
    tries: ['kubectl logs job/{{name}}'],
  },
  BackoffLimitExceeded: {
    en: 'Pods of this Job failed more often than `backoffLimit` (**{{limit}}**) allows. The Job is Failed for good; what still ran was ended.',
    zh: '这个 Job 的 Pod 失败次数超过了 `backoffLimit`（**{{limit}}**）。Job 永远是 Failed；还在运行的都被结束了。',
    advice: {
      en: 'The logs of its Pods say why they failed; a Job cannot be started again, only created anew.',
      zh: '看 Pod 的日志找失败原因；Job 不能重启，只能重新创建。',
    },
    tries: ['kubectl logs job/{{name}}', 'kubectl describe job {{name}}'],
  },
  JobDeadlineExceeded: {
    en: 'The Job took longer than `activeDeadlineSeconds` (**{{deadline}} s**). Its Pods were ended, and it is Failed for good.',
    zh: 'Job 用时超过了 `activeDeadlineSeconds`（**{{deadline}} 秒**）。它的 Pod 被结束，Job 永远是 Failed。',
    tries: ['kubectl describe job {{name}}'],
  },
  PodFailurePolicy: {
    en: 'A Pod of this Job failed in a way for which its `podFailurePolicy` says: give up. {{message}}',
    zh: '这个 Job 的 Pod 以 `podFailurePolicy` 规定“放弃”的方式失败了。{{message}}',
    tries: ['kubectl describe job {{name}}'],
  },
  FailedIndexes: {
    en: 'Some indexes of this Job failed for good: {{message}}',
    zh: '这个 Job 的部分索引彻底失败：{{message}}',
    tries: ['kubectl describe job {{name}}'],
  },
  MaxFailedIndexesExceeded: {
    en: 'More indexes failed than `maxFailedIndexes` allows, so the whole Job is Failed.',
    zh: '失败的索引超过了 `maxFailedIndexes`，所以整个 Job 失败。',
    tries: ['kubectl describe job {{name}}'],
  },
  JobSuspended: {
    en: 'The Job is suspended: it has no Pods until `suspend` is set to false.',
    zh: 'Job 已挂起：在 `suspend` 设为 false 之前没有 Pod。',
    tries: ['kubectl describe job {{name}}'],
  },
  CronJobSuspended: {
    en: 'The CronJob is suspended: its times pass by without a Job.',
    zh: 'CronJob 已挂起：到点也不会创建 Job。',
    tries: ['kubectl describe cronjob {{name}}'],
  },
  HpaCannotScale: {
    en: 'The autoscaler cannot decide: {{message}}',
    zh: '自动扩缩器无法决定：{{message}}',
    tries: ['kubectl describe hpa {{name}}'],
  },
  ClaimWaits: {
    en: 'The claim waits for its first Pod: its class binds a volume only when a Pod that uses it has been given a node.',
    zh: 'PVC 在等第一个使用它的 Pod：它的存储类要等 Pod 选定节点后才绑定卷。',
    tries: ['kubectl describe pvc {{name}}'],
  },
  ClaimPending: {
    en: 'No PersistentVolume fits the claim, and nobody makes one for its class `{{class}}`.',
    zh: '没有合适的 PersistentVolume，也没有谁为存储类 `{{class}}` 创建一个。',
    tries: ['kubectl describe pvc {{name}}', 'kubectl get pv', 'kubectl get storageclasses'],
  },
  ObjectTerminating: {
    en: 'It was deleted, but stays until its finalizers ({{finalizers}}) are removed by whoever set them.',
    zh: '它已被删除，但会留到它的 finalizer（{{finalizers}}）被设置者移除为止。',
    tries: ['kubectl get {{kind}} {{name}} -o yaml'],
  },
  NamespaceTerminating: {
    en: 'The namespace goes when all in it is gone. What remains: {{message}}',
    zh: '命名空间要等里面的一切都消失才会消失。还剩下：{{message}}',
    advice: {
      en: 'Something in it cannot go, usually because of a finalizer or a silent node.',
      zh: '里面有东西走不了，通常是因为 finalizer 或失联的节点。',
    },
    tries: ['kubectl get all -n {{name}}'],
  },
} as const satisfies Record<string, Explanation>;
