import type { Explanation, WhyReason } from './en.ts';

export const whyZh: Readonly<Record<WhyReason, Explanation>> = {
  Unschedulable: {
    text: '调度器看过了每个节点，没有一个通过过滤：{{message}} 只要发生可能有帮助的变化（比如来了新节点、有 Pod 离开），它就会再看一遍。',
    tries: ['kubectl describe pod {{pod}}', 'kubectl describe nodes'],
    advice: '少请求一些资源、容忍那个污点、放宽节点选择器，或者增加节点。',
  },
  NotScheduledYet: {
    text: 'API server 已经保存了这个 Pod，调度器还没有为它选好节点。调度器会从队列里逐个取出 Pod。',
    tries: ['kubectl get pod {{pod}} -o wide'],
  },
  UnknownScheduler: {
    text: '这个 Pod 指定了调度器 `{{scheduler}}`。这里没有叫这个名字的调度器，所以没有人处理它，也没有人报错。',
    tries: ['kubectl get pod {{pod}} -o yaml'],
    advice: '去掉 `schedulerName`，就会使用默认调度器。',
  },
  SchedulingGated: {
    text: '这个 Pod 带有调度门控（scheduling gates）。在它们被移除之前，调度器不会动它。',
    tries: ['kubectl get pod {{pod}} -o yaml'],
  },
  SandboxFirst: {
    text: 'Pod 已绑定到 `{{node}}`。那里的 kubelet 先创建沙箱：也就是 `pause` 容器，它持有网络命名空间并得到 IP。之后才轮到镜像。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  Pulling: {
    text: '沙箱已就位。节点上还没有 `{{image}}`，正在拉取；同一节点上下一个用这个镜像的 Pod 会立刻启动。',
    tries: ['kubectl get events'],
  },
  ContainerCreating: {
    text: '`{{node}}` 的 kubelet 正在准备容器：先是卷，再是镜像，然后依次创建并启动容器。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  Initializing: {
    text: 'init 容器逐个运行，前一个以 0 退出后才轮到下一个。现在运行的是 `{{container}}`，应用容器在等待。',
    tries: ['kubectl logs {{pod}} -c {{container}}'],
  },
  InitFailed: {
    text: 'init 容器 `{{container}}` 以 **{{code}}** 退出。它成功之前，任何应用容器都不会启动。',
    tries: ['kubectl logs {{pod}} -c {{container}}'],
  },
  PortConflict: {
    text: '两个容器共享同一个网络命名空间，也就是底板的那个。`{{holder}}` 已经在监听端口 **{{port}}**，所以 `{{container}}` 绑定失败，以 **{{code}}** 退出。kubelet 会再次启动它，每次等得更久：10 秒、20 秒、40 秒，最长 5 分钟。',
    tries: ['kubectl logs {{pod}} -c {{container}} --previous'],
    advice: '给 `{{container}}` 换一个端口，或者把它放进单独的 Pod。',
  },
  CrashLoopBackOff: {
    text: '`{{container}}` 又一次以退出码 **{{code}}** 结束。按照 restartPolicy {{policy}}，kubelet 会再次启动它，每次等得更久：10 秒、20 秒、40 秒，最长 5 分钟。连续运行 10 分钟后，等待时间重新计算。',
    tries: ['kubectl logs {{pod}} -c {{container}} --previous', 'kubectl describe pod {{pod}}'],
    advice: '原因就在程序最后打印的内容里。',
  },
  CrashLoopExitZero: {
    text: '`{{container}}` 做完工作后以 **0** 退出。这不算失败，但 restartPolicy Always 的意思是：它应当一直运行。所以 kubelet 会再次启动它，每次等得更久，最长 5 分钟。',
    tries: ['kubectl logs {{pod}} -c {{container}} --previous'],
    advice: '对会结束的工作，请设 `restartPolicy: OnFailure` 或 `Never`，或者使用 Job。',
  },
  OOMKilled: {
    text: '内核杀死了 `{{container}}`（退出码 137，SIGKILL）：它要的内存超过了上限 **{{limit}}**。',
    tries: ['kubectl describe pod {{pod}}'],
    advice: '提高 `resources.limits.memory`，或者让程序少用内存。',
  },
  CommandNotFound: {
    text: '`{{container}}` 要运行的程序在镜像里不存在，或者不可执行（退出码 **{{code}}**）。',
    tries: ['kubectl describe pod {{pod}}'],
    advice: '检查 `command` 和 `args`：它们会取代镜像的 ENTRYPOINT 和 CMD。',
  },
  ErrImagePull: {
    text: '节点没能为 `{{container}}` 拉取 `{{image}}`。kubelet 会再试，每次等得更久，最长 5 分钟；STATUS 会在 ErrImagePull（刚试过）和 ImagePullBackOff（等待中）之间交替。',
    tries: ['kubectl describe pod {{pod}}'],
    advice: '最常见的原因是名字或标签写错了，或者仓库需要登录。',
  },
  InvalidImageName: {
    text: '`{{image}}` 不是合法的镜像名，所以没有东西可拉取。再试也没用，kubelet 知道这一点。',
    tries: ['kubectl describe pod {{pod}}'],
    advice: '镜像名用小写：`registry/path/name:tag`。',
  },
  ErrImageNeverPull: {
    text: '`imagePullPolicy: Never` 禁止拉取 `{{image}}`，而节点上没有它。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  CreateContainerConfigError: {
    text: 'kubelet 拼不出 `{{container}}` 的配置：{{message}}。通常是缺少某个 ConfigMap、Secret 或其中的键。它每隔几秒会再看一次。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  WaitingOther: {
    text: '`{{container}}` 在等待：**{{reason}}**。{{message}}',
    tries: ['kubectl describe pod {{pod}}'],
  },
  NotReady: {
    text: '容器都在运行，但还没有全部就绪：`{{container}}` 没有通过就绪探针。没就绪的 Pod 收不到 Service 的流量，但不会因此被重启。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  Completed: {
    text: '所有容器都以 0 退出，restartPolicy {{policy}} 让它们就此停下。Pod 对象会留着，方便查看日志；它不再占用 CPU 和内存。',
    tries: ['kubectl logs {{pod}}', 'kubectl delete pod {{pod}}'],
  },
  Failed: {
    text: '所有容器都结束了，其中 `{{container}}` 的退出码是 **{{code}}**。restartPolicy {{policy}} 不允许再试，所以阶段永远是 Failed。',
    tries: ['kubectl logs {{pod}} -c {{container}}', 'kubectl delete pod {{pod}}'],
  },
  Evicted: {
    text: 'kubelet 驱逐了这个 Pod：{{message}} 被驱逐的 Pod 会作为 Failed 对象留下；它的所有者会另建一个。',
    tries: ['kubectl describe pod {{pod}}', 'kubectl describe node {{node}}'],
  },
  Terminating: {
    text: 'Pod 已被删除。kubelet 向每个容器的 1 号进程发送了 SIGTERM；宽限期 **{{grace}} 秒** 过后还在运行的会收到 SIGKILL，然后对象消失。作为 1 号进程的 shell 听不见 SIGTERM，会等满整个宽限期。',
    tries: ['kubectl get pod {{pod}} -w'],
  },
  TerminatingStuck: {
    text: 'Pod 已被删除，但只有 `{{node}}` 的 kubelet 才能确认容器已经停止，而这个节点失联了。所以对象会一直处于 Terminating，直到节点恢复应答或被移除。',
    tries: ['kubectl delete pod {{pod}} --force --grace-period=0', 'kubectl get nodes'],
    advice: '强制删除移除的是对象，不是进程：进程可能还在失联的节点上运行。',
  },
  Finalizers: {
    text: 'Pod 已被删除，容器也已停止；对象会留到它的 finalizer（{{finalizers}}）被设置者移除为止。',
    tries: ['kubectl get pod {{pod}} -o yaml'],
  },
  NodeSilent: {
    text: '它的节点 `{{node}}` 没有应答：你看到的是 kubelet 最后一次报告的样子。Pod 很可能还在那里运行。Pod 会容忍 300 秒，之后被标记删除；裸 Pod 永远不会被移到别的节点。',
    tries: ['kubectl get nodes', 'kubectl describe node {{node}}'],
  },
  NodeOff: {
    text: '机器已断电，kubelet 不再续租 Lease。超过 **{{grace}} 秒** 没有续租，节点控制器就把 Ready 置为 Unknown，再过 300 秒驱逐上面的 Pod。',
    tries: ['kubectl get nodes -w'],
  },
  KubeletStopped: {
    text: 'kubelet 已停止：容器继续运行，但没有人启动、停止或上报它们。超过 **{{grace}} 秒** 没有续租 Lease，节点控制器就把 Ready 置为 Unknown。',
    tries: ['kubectl get nodes -w'],
  },
  NodeCut: {
    text: '通往这台机器的网络断了。上面的 Pod 继续运行，同节点之间仍可互访；控制平面什么也听不到，**{{grace}} 秒** 后把 Ready 置为 Unknown。',
    tries: ['kubectl get nodes -w'],
  },
  NodeUnknown: {
    text: '这个节点的 kubelet 没有按时续租 Lease。节点控制器把 Ready 置为 Unknown，并打上 unreachable 污点：新的 Pod 不会来，已有的 Pod 在 300 秒容忍期结束后被驱逐。',
    tries: ['kubectl describe node {{node}}'],
  },
  NodeNotReady: {
    text: 'kubelet 有应答，但说自己没有就绪：{{message}}',
    tries: ['kubectl describe node {{node}}'],
  },
  Cordoned: {
    text: '节点已被封锁（cordon）：已有的 Pod 继续运行，调度器不再派来新的 Pod。',
    tries: ['kubectl uncordon {{node}}'],
  },
};
