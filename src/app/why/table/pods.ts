import type { Explanation } from './explanation.ts';

export const pods = {
  SandboxFirst: {
    en: 'The Pod is bound to `{{node}}`. Its kubelet first makes the sandbox: the `pause` container, which holds the network namespace and gets the IP. Images come after that.',
    zh: 'Pod 已绑定到 `{{node}}`。那里的 kubelet 先创建沙箱：也就是 `pause` 容器，它持有网络命名空间并得到 IP。之后才轮到镜像。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  NotReady: {
    en: 'The containers run, but not all are ready: `{{container}}` has not passed its readiness probe. A Pod that is not ready gets no traffic from Services; it is not restarted for that.',
    zh: '容器都在运行，但还没有全部就绪：`{{container}}` 没有通过就绪探针。没就绪的 Pod 收不到 Service 的流量，但不会因此被重启。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  Completed: {
    en: 'All containers ended with 0 and restartPolicy {{policy}} lets them rest. The Pod object stays so that you can read its logs; it uses no CPU or memory any more.',
    zh: '所有容器都以 0 退出，restartPolicy {{policy}} 让它们就此停下。Pod 对象会留着，方便查看日志；它不再占用 CPU 和内存。',
    tries: ['kubectl logs {{pod}}', 'kubectl delete pod {{pod}}'],
  },
  Failed: {
    en: 'All containers ended, and `{{container}}` with exit code **{{code}}**. restartPolicy {{policy}} forbids another try, so the phase is Failed for good.',
    zh: '所有容器都结束了，其中 `{{container}}` 的退出码是 **{{code}}**。restartPolicy {{policy}} 不允许再试，所以阶段永远是 Failed。',
    tries: ['kubectl logs {{pod}} -c {{container}}', 'kubectl delete pod {{pod}}'],
  },
  Evicted: {
    en: 'The kubelet evicted the Pod: {{message}} An evicted Pod stays as a Failed object; whoever owns it makes another one.',
    zh: 'kubelet 驱逐了这个 Pod：{{message}} 被驱逐的 Pod 会作为 Failed 对象留下；它的所有者会另建一个。',
    tries: ['kubectl describe pod {{pod}}', 'kubectl describe node {{node}}'],
  },
  Terminating: {
    en: 'The Pod was deleted. The kubelet has sent SIGTERM to process 1 of every container; what still runs after the grace period of **{{grace}} s** gets SIGKILL. Then the object goes. A shell as process 1 does not hear SIGTERM, and waits out all of it.',
    zh: 'Pod 已被删除。kubelet 向每个容器的 1 号进程发送了 SIGTERM；宽限期 **{{grace}} 秒** 过后还在运行的会收到 SIGKILL，然后对象消失。作为 1 号进程的 shell 听不见 SIGTERM，会等满整个宽限期。',
    tries: ['kubectl get pod {{pod}} -w'],
  },
  TerminatingStuck: {
    en: 'The Pod was deleted, but only the kubelet of `{{node}}` may say that its containers are gone, and that node is silent. So the object stays Terminating until the node answers or is removed.',
    zh: 'Pod 已被删除，但只有 `{{node}}` 的 kubelet 才能确认容器已经停止，而这个节点失联了。所以对象会一直处于 Terminating，直到节点恢复应答或被移除。',
    advice: {
      en: 'Force deletion removes the object, not the processes: they may still run on the silent node.',
      zh: '强制删除移除的是对象，不是进程：进程可能还在失联的节点上运行。',
    },
    tries: ['kubectl delete pod {{pod}} --force --grace-period=0', 'kubectl get nodes'],
  },
  Finalizers: {
    en: 'The Pod was deleted and its containers are gone; the object stays until its finalizers ({{finalizers}}) are removed by whoever set them.',
    zh: 'Pod 已被删除，容器也已停止；对象会留到它的 finalizer（{{finalizers}}）被设置者移除为止。',
    tries: ['kubectl get pod {{pod}} -o yaml'],
  },
  NodeSilent: {
    en: 'Its node `{{node}}` does not answer: what you see is what its kubelet said last. The Pod may well still run there. A Pod tolerates this for 300 s, then it is marked for deletion; a bare Pod is never moved to another node.',
    zh: '它的节点 `{{node}}` 没有应答：你看到的是 kubelet 最后一次报告的样子。Pod 很可能还在那里运行。Pod 会容忍 300 秒，之后被标记删除；裸 Pod 永远不会被移到别的节点。',
    tries: ['kubectl get nodes', 'kubectl describe node {{node}}'],
  },
  FailedMount: {
    en: 'A volume of the Pod cannot be mounted, so the containers cannot begin: {{message}} The kubelet tries again every few seconds, and needs nothing else than that the missing thing comes.',
    zh: 'Pod 的一个卷挂载不了，所以容器无法开始：{{message}} kubelet 每隔几秒再试；缺的东西一出现就会继续。',
    advice: {
      en: 'Most often the ConfigMap, the Secret or the claim of that name does not exist in this namespace.',
      zh: '最常见的原因是这个命名空间里没有同名的 ConfigMap、Secret 或 PVC。',
    },
    tries: ['kubectl describe pod {{pod}}', 'kubectl get configmaps,secrets,pvc'],
  },
  FailedSandbox: {
    en: 'The node fails to make the sandbox: {{message}} The kubelet tries again.',
    zh: '节点没能创建沙箱：{{message}} kubelet 会再试。',
    tries: ['kubectl describe pod {{pod}}', 'kubectl describe node {{node}}'],
  },
  DeadlineExceeded: {
    en: 'The Pod was allowed to live for a limited time (`activeDeadlineSeconds`) and that is over. The kubelet ended its containers; the phase is Failed for good.',
    zh: '这个 Pod 只准活一段时间（`activeDeadlineSeconds`），现在到时间了。kubelet 结束了容器，阶段永远是 Failed。',
    tries: ['kubectl get pod {{pod}} -o yaml'],
  },
  Preempting: {
    en: 'The kubelet ended this Pod to make room for a critical one on `{{node}}`.',
    zh: 'kubelet 结束了这个 Pod，为 `{{node}}` 上的关键 Pod 腾地方。',
    tries: ['kubectl describe pod {{pod}}', 'kubectl describe node {{node}}'],
  },
  Preempted: {
    en: 'A Pod of higher priority needed its place: the scheduler chose this one to go.',
    zh: '更高优先级的 Pod 需要它的位置：调度器选中了它让路。',
    tries: ['kubectl describe pod {{pod}}', 'kubectl get priorityclasses'],
  },
  NodeShutdown: {
    en: '`{{node}}` was shut down in good order, and its kubelet ended the Pods before that.',
    zh: '`{{node}}` 正常关机，kubelet 事先结束了上面的 Pod。',
    tries: ['kubectl describe node {{node}}'],
  },
  RejectedByKubelet: {
    en: 'The Pod was bound to `{{node}}`, but its kubelet refused it: **{{reason}}**. {{message}} A refused Pod is Failed and is not tried again; whoever owns it makes another one.',
    zh: 'Pod 已绑定到 `{{node}}`，但那里的 kubelet 拒绝了它：**{{reason}}**。{{message}} 被拒绝的 Pod 就是 Failed，不会再试；它的所有者会另建一个。',
    advice: {
      en: 'The kubelet checks once more what the scheduler checked; between the two the node changed, or the Pod was bound past the scheduler (`nodeName`).',
      zh: 'kubelet 会把调度器检查过的再查一遍；要么其间节点变了，要么 Pod 绕过调度器直接写了 `nodeName`。',
    },
    tries: ['kubectl describe pod {{pod}}', 'kubectl describe node {{node}}'],
  },
  OutOfResource: {
    en: '`{{node}}` has too little left for what the Pod requests ({{reason}}), so its kubelet refused it. {{message}}',
    zh: '`{{node}}` 剩下的不够 Pod 请求的（{{reason}}），kubelet 拒绝了它。{{message}}',
    advice: {
      en: 'Two Pods came at once, or `nodeName` went past the scheduler.',
      zh: '可能是两个 Pod 同时到达，或者 `nodeName` 绕过了调度器。',
    },
    tries: ['kubectl describe node {{node}}'],
  },
  ReadinessGates: {
    en: 'The containers are ready, but the Pod carries readiness gates, and these conditions are not True yet: {{gates}}. Whoever set the gate must set the condition.',
    zh: '容器都就绪了，但 Pod 带有就绪门控，这些状况还不是 True：{{gates}}。要由设置门控的一方来设置状况。',
    tries: ['kubectl get pod {{pod}} -o yaml'],
  },
  ResizeDeferred: {
    en: 'A change of its resources was asked for. It fits this node, but not now: {{message}} The kubelet looks again.',
    zh: '请求了调整资源。这个节点放得下，但不是现在：{{message}} kubelet 会再看。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  ResizeInfeasible: {
    en: 'A change of its resources was asked for that this node can never fulfil: {{message}}',
    zh: '请求的资源调整在这个节点上永远做不到：{{message}}',
    tries: ['kubectl describe node {{node}}'],
  },
} as const satisfies Record<string, Explanation>;
