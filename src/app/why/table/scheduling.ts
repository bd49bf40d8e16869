import type { Explanation } from './explanation.ts';

export const scheduling = {
  Unschedulable: {
    en: 'The scheduler looked at every node and none passed its filters: {{message}} It looks again whenever something changes that could help, such as a new node or a Pod that goes.',
    zh: '调度器看过了每个节点，没有一个通过过滤：{{message}} 只要发生可能有帮助的变化（比如来了新节点、有 Pod 离开），它就会再看一遍。',
    advice: {
      en: 'Ask for less, tolerate the taint, relax the node selector, or add a node.',
      zh: '少请求一些资源、容忍那个污点、放宽节点选择器，或者增加节点。',
    },
    tries: ['kubectl describe pod {{pod}}', 'kubectl describe nodes'],
  },
  NoNodeFits: {
    en: 'The scheduler looked at every node, and none passed its filters. It looks again whenever something changes that could help, such as a new node or a Pod that goes. What the nodes lack:',
    zh: '调度器看过了每个节点，没有一个通过过滤。只要发生可能有帮助的变化（比如来了新节点、有 Pod 离开），它就会再看一遍。各节点缺的是：',
    tries: ['kubectl describe pod {{pod}}'],
  },
  NotScheduledYet: {
    en: 'The API server has stored the Pod; the scheduler has not chosen a node yet. It takes Pods from its queue one by one.',
    zh: 'API server 已经保存了这个 Pod，调度器还没有为它选好节点。调度器会从队列里逐个取出 Pod。',
    tries: ['kubectl get pod {{pod}} -o wide'],
  },
  UnknownScheduler: {
    en: 'The Pod asks for the scheduler `{{scheduler}}`. Nobody of that name runs here, so nobody looks at it, and nobody complains.',
    zh: '这个 Pod 指定了调度器 `{{scheduler}}`。这里没有叫这个名字的调度器，所以没有人处理它，也没有人报错。',
    advice: {
      en: 'Leave `schedulerName` out to use the default one.',
      zh: '去掉 `schedulerName`，就会使用默认调度器。',
    },
    tries: ['kubectl get pod {{pod}} -o yaml'],
  },
  SchedulingGated: {
    en: 'The Pod carries scheduling gates. The scheduler leaves it alone until they are removed.',
    zh: '这个 Pod 带有调度门控（scheduling gates）。在它们被移除之前，调度器不会动它。',
    tries: ['kubectl get pod {{pod}} -o yaml'],
  },
  SchedulerError: {
    en: 'Something went wrong inside the scheduler: {{message}} It tries again.',
    zh: '调度器内部出了问题：{{message}} 它会再试。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  NoNodes: {
    en: 'There is no node that could take it at all. As soon as one joins, the scheduler looks again.',
    zh: '根本没有可用的节点。一有节点加入，调度器就会再看。',
    tries: ['kubectl get nodes'],
  },
  InsufficientResource: {
    en: '**{{nodes}}**: too little {{resource}} left. Requests fill a node, not use: what Pods ask for counts, whether they use it or not.',
    zh: '**{{nodes}}**：剩余的 {{resource}} 不够。占满节点的是请求量，不是使用量：Pod 要了就算数，用不用都一样。',
    advice: { en: 'Ask for less, or add a node.', zh: '少请求一些，或者增加节点。' },
    tries: ['kubectl describe nodes'],
  },
  TooManyPods: {
    en: '**{{nodes}}**: already full, a node takes 110 Pods.',
    zh: '**{{nodes}}**：已满，一个节点最多放 110 个 Pod。',
    tries: ['kubectl get pods -A -o wide'],
  },
  UntoleratedTaint: {
    en: '**{{nodes}}**: tainted {{taint}}, and the Pod does not tolerate that. Only Pods with a matching toleration may go there.',
    zh: '**{{nodes}}**：带有污点 {{taint}}，而 Pod 没有容忍它。只有带相应容忍的 Pod 才能去。',
    advice: {
      en: 'Add a toleration if the Pod belongs there; the control plane is tainted so that it does not.',
      zh: '如果 Pod 本该去那里，就加上容忍；控制平面带污点，正是为了不让它去。',
    },
    tries: ['kubectl describe nodes'],
  },
  UntoleratedTaints: {
    en: '**{{nodes}}**: tainted, and the Pod does not tolerate that.',
    zh: '**{{nodes}}**：带有污点，而 Pod 没有容忍它。',
    tries: ['kubectl describe nodes'],
  },
  NodeAffinity: {
    en: '**{{nodes}}**: its labels do not match the Pod’s `nodeSelector` or node affinity.',
    zh: '**{{nodes}}**：标签不符合 Pod 的 `nodeSelector` 或节点亲和性。',
    tries: ['kubectl get nodes --show-labels'],
  },
  NodeNameMismatch: {
    en: '**{{nodes}}**: not the node that the Pod names.',
    zh: '**{{nodes}}**：不是 Pod 指名的节点。',
    tries: ['kubectl get nodes'],
  },
  NodeUnschedulable: {
    en: '**{{nodes}}**: cordoned, no new Pods.',
    zh: '**{{nodes}}**：已封锁，不接受新的 Pod。',
    advice: { en: '`kubectl uncordon` opens it again.', zh: '`kubectl uncordon` 可以重新开放它。' },
    tries: ['kubectl get nodes'],
  },
  NodePorts: {
    en: '**{{nodes}}**: the `hostPort` that the Pod wants is taken there.',
    zh: '**{{nodes}}**：Pod 要的 `hostPort` 在那里已被占用。',
    advice: {
      en: 'A host port exists once a node. Leave `hostPort` out and use a Service.',
      zh: '主机端口每个节点只有一个。去掉 `hostPort`，改用 Service。',
    },
    tries: ['kubectl get pods -A -o wide'],
  },
  PodAffinity: {
    en: '**{{nodes}}**: no Pod there that it wants to be near (`podAffinity`).',
    zh: '**{{nodes}}**：那里没有它想靠近的 Pod（`podAffinity`）。',
    tries: ['kubectl get pods --show-labels -o wide'],
  },
  PodAntiAffinity: {
    en: '**{{nodes}}**: a Pod there that it must not be near (`podAntiAffinity`).',
    zh: '**{{nodes}}**：那里有它必须远离的 Pod（`podAntiAffinity`）。',
    tries: ['kubectl get pods --show-labels -o wide'],
  },
  ExistingAntiAffinity: {
    en: '**{{nodes}}**: a Pod there does not want it near (that one’s `podAntiAffinity`).',
    zh: '**{{nodes}}**：那里的 Pod 不想让它靠近（对方的 `podAntiAffinity`）。',
    tries: ['kubectl get pods --show-labels -o wide'],
  },
  TopologySpread: {
    en: '**{{nodes}}**: one more there would be too uneven (`topologySpreadConstraints`), or the node lacks the label that is counted by.',
    zh: '**{{nodes}}**：再放就太不均匀了（`topologySpreadConstraints`），或者节点缺少用来计数的标签。',
    tries: ['kubectl get pods -o wide'],
  },
  VolumeNodeAffinity: {
    en: '**{{nodes}}**: the volume can only be used elsewhere (the PersistentVolume’s node affinity or zone).',
    zh: '**{{nodes}}**：卷只能在别处使用（PersistentVolume 的节点亲和性或可用区）。',
    tries: ['kubectl get pv,pvc'],
  },
  VolumeBinding: {
    en: '**{{nodes}}**: no PersistentVolume there fits the claim.',
    zh: '**{{nodes}}**：没有合适的 PersistentVolume。',
    tries: ['kubectl get pv,pvc', 'kubectl get storageclasses'],
  },
  UnboundClaim: {
    en: 'Its PersistentVolumeClaim is not bound to a volume yet, and its class binds at once, so every node has to wait for that.',
    zh: '它的 PersistentVolumeClaim 还没有绑定到卷，而它的存储类要求立即绑定，所以哪个节点都得等。',
    tries: ['kubectl get pv,pvc', 'kubectl get storageclasses'],
  },
  MissingClaim: {
    en: 'The PersistentVolumeClaim `{{claim}}` does not exist in this namespace.',
    zh: '这个命名空间里没有 PersistentVolumeClaim `{{claim}}`。',
    tries: ['kubectl get pvc'],
  },
  MissingVolume: {
    en: '**{{nodes}}**: the claim is bound to a PersistentVolume that does not exist any more.',
    zh: '**{{nodes}}**：PVC 绑定的 PersistentVolume 已经不存在。',
    tries: ['kubectl get pv,pvc'],
  },
  VolumeLimit: {
    en: '**{{nodes}}**: already has as many volumes attached as it may.',
    zh: '**{{nodes}}**：挂接的卷已达上限。',
    tries: ['kubectl describe nodes'],
  },
  VolumeInUse: {
    en: '**{{nodes}}**: the disk or the ReadWriteOncePod claim is in use by another Pod.',
    zh: '**{{nodes}}**：磁盘或 ReadWriteOncePod 的 PVC 正被别的 Pod 使用。',
    tries: ['kubectl get pods -o wide'],
  },
  VolumeZone: {
    en: '**{{nodes}}**: not in the zone of the volume.',
    zh: '**{{nodes}}**：不在卷所在的可用区。',
    tries: ['kubectl get pv,pvc'],
  },
  NodeConditionUnknown: {
    en: '**{{nodes}}**: state not known to the scheduler.',
    zh: '**{{nodes}}**：调度器不知道它的状态。',
    tries: ['kubectl get nodes'],
  },
  FilteredOther: {
    en: '**{{nodes}}**: {{message}}',
    zh: '**{{nodes}}**：{{message}}',
    tries: ['kubectl describe pod {{pod}}'],
  },
} as const satisfies Record<string, Explanation>;
