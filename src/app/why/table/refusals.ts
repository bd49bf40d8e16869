import type { Explanation } from './explanation.ts';

export const refusals = {
  ExceededQuota: {
    en: 'The quota `{{quota}}` of the namespace does not allow it: asked for {{requested}}, used {{used}}, allowed {{limited}}. Nothing was stored.',
    zh: '命名空间的配额 `{{quota}}` 不允许：请求 {{requested}}，已用 {{used}}，上限 {{limited}}。什么也没有保存。',
    advice: { en: 'Ask for less, delete something, or raise the quota.', zh: '少请求一些、删掉一些，或者提高配额。' },
    tries: ['kubectl describe resourcequota {{quota}}'],
  },
  QuotaNeedsValues: {
    en: 'The quota `{{quota}}` counts {{missing}}, so every Pod of the namespace must say how much of it it wants.',
    zh: '配额 `{{quota}}` 要统计 {{missing}}，所以命名空间里每个 Pod 都必须写明需要多少。',
    advice: {
      en: 'Add `resources` to every container, or a LimitRange with defaults to the namespace.',
      zh: '给每个容器写上 `resources`，或在命名空间里放一个带默认值的 LimitRange。',
    },
    tries: ['kubectl describe resourcequota {{quota}}'],
  },
  LimitRange: {
    en: 'A LimitRange of the namespace sets bounds for one Pod or container: {{message}}',
    zh: '命名空间的 LimitRange 给单个 Pod 或容器定了范围：{{message}}',
    tries: ['kubectl describe limitrange'],
  },
  PodSecurity: {
    en: 'The namespace enforces the Pod Security Standard `{{level}}`, and the Pod does not keep to it: {{message}}',
    zh: '命名空间强制 Pod 安全标准 `{{level}}`，而这个 Pod 不符合：{{message}}',
    tries: ['kubectl get namespace --show-labels'],
  },
  NoServiceAccount: {
    en: 'Every Pod runs as a service account, and the one it names does not exist in this namespace: {{message}}',
    zh: '每个 Pod 都以某个 ServiceAccount 运行，而它指名的在这个命名空间里不存在：{{message}}',
    tries: ['kubectl get serviceaccounts'],
  },
  NoPriorityClass: {
    en: 'The Pod names a PriorityClass that does not exist: {{message}}',
    zh: 'Pod 指名的 PriorityClass 不存在：{{message}}',
    tries: ['kubectl get priorityclasses'],
  },
  NamespaceMissing: {
    en: 'The namespace `{{name}}` does not exist; nothing can be put into it.',
    zh: '命名空间 `{{name}}` 不存在，没法往里面放东西。',
    tries: ['kubectl get namespaces', 'kubectl create namespace {{name}}'],
  },
  NamespaceEnding: {
    en: 'The namespace `{{name}}` is being deleted: what is in it still goes, nothing new comes.',
    zh: '命名空间 `{{name}}` 正在删除：里面的东西在离开，新的进不来。',
    tries: ['kubectl get namespace {{name}}'],
  },
  AlreadyExists: {
    en: '{{what}} of this name exists already. `create` makes new objects only; `apply` changes what is there.',
    zh: '同名的 {{what}} 已经存在。`create` 只创建新对象，`apply` 才会修改已有的。',
    tries: ['kubectl get {{what}}'],
  },
  Conflict: {
    en: 'Somebody changed the object between your read and your write: its resourceVersion is not what you sent. Read it again, change it again.',
    zh: '在你读取和写入之间，有人改过这个对象：它的 resourceVersion 和你发来的不同。重新读取，再改一次。',
    tries: [],
  },
  Immutable: {
    en: 'Most of a Pod cannot be changed once it exists: {{message}}',
    zh: 'Pod 一旦存在，大部分内容就不能再改：{{message}}',
    advice: {
      en: 'Delete the Pod and create it anew; a Deployment does that for you.',
      zh: '删掉 Pod 再重新创建；Deployment 会替你做这件事。',
    },
    tries: [],
  },
  Invalid: {
    en: 'The API server checked the object and will not store it: {{message}}',
    zh: 'API server 检查了这个对象，不予保存：{{message}}',
    advice: {
      en: 'Each line names a field by its path, what it holds and what is wrong with it.',
      zh: '每一行都写明字段路径、当前的值，以及哪里不对。',
    },
    tries: [],
  },
  UnknownField: {
    en: 'A field that Kubernetes does not know: {{message}} Most often it is misspelt or not indented as it should be.',
    zh: 'Kubernetes 不认识的字段：{{message}} 最常见的原因是拼写或缩进不对。',
    tries: ['kubectl explain {{explain}}'],
  },
  UnknownKind: {
    en: 'The cluster knows no such kind: {{message}}',
    zh: '集群不认识这种对象：{{message}}',
    advice: {
      en: 'Check `apiVersion` and `kind`; a kind of a custom resource needs its definition first.',
      zh: '检查 `apiVersion` 和 `kind`；自定义资源要先有定义。',
    },
    tries: ['kubectl api-resources'],
  },
  NotFound: {
    en: 'There is no {{what}} here: {{message}}',
    zh: '这里没有 {{what}}：{{message}}',
    advice: { en: 'Check the name and the namespace.', zh: '检查名字和命名空间。' },
    tries: ['kubectl get {{what}} -A'],
  },
  Forbidden: {
    en: 'You are known, but not allowed to do that: {{message}}',
    zh: '知道你是谁，但不允许你这样做：{{message}}',
    tries: ['kubectl auth can-i --list'],
  },
  WebhookDenied: {
    en: 'A webhook of the cluster looked at the request and refused it: {{message}}',
    zh: '集群的一个 webhook 看了请求并拒绝了它：{{message}}',
    tries: [],
  },
} as const satisfies Record<string, Explanation>;
