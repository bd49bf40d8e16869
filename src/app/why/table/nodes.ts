import type { Explanation } from './explanation.ts';

export const nodes = {
  NodeOff: {
    en: 'The machine is powered off. Its kubelet renews its Lease no more; after **{{grace}} s** without one the node controller sets Ready to Unknown, and 300 s later its Pods are evicted.',
    zh: '机器已断电，kubelet 不再续租 Lease。超过 **{{grace}} 秒** 没有续租，节点控制器就把 Ready 置为 Unknown，再过 300 秒驱逐上面的 Pod。',
    tries: ['kubectl get nodes -w'],
  },
  KubeletStopped: {
    en: 'The kubelet is stopped: containers go on running, but nobody starts, stops or reports them. After **{{grace}} s** without a Lease the node controller sets Ready to Unknown.',
    zh: 'kubelet 已停止：容器继续运行，但没有人启动、停止或上报它们。超过 **{{grace}} 秒** 没有续租 Lease，节点控制器就把 Ready 置为 Unknown。',
    tries: ['kubectl get nodes -w'],
  },
  NodeCut: {
    en: 'The network to this machine is cut. Its Pods go on, and reach each other on the same node; the control plane hears nothing and after **{{grace}} s** sets Ready to Unknown.',
    zh: '通往这台机器的网络断了。上面的 Pod 继续运行，同节点之间仍可互访；控制平面什么也听不到，**{{grace}} 秒** 后把 Ready 置为 Unknown。',
    tries: ['kubectl get nodes -w'],
  },
  NodeUnknown: {
    en: 'The node’s kubelet has not renewed its Lease in time. The node controller set Ready to Unknown and tainted the node as unreachable: new Pods stay away, and Pods there are evicted when their toleration of 300 s ends.',
    zh: '这个节点的 kubelet 没有按时续租 Lease。节点控制器把 Ready 置为 Unknown，并打上 unreachable 污点：新的 Pod 不会来，已有的 Pod 在 300 秒容忍期结束后被驱逐。',
    tries: ['kubectl describe node {{node}}'],
  },
  NodeNotReady: {
    en: 'The kubelet answers, and says that it is not ready: {{message}}',
    zh: 'kubelet 有应答，但说自己没有就绪：{{message}}',
    tries: ['kubectl describe node {{node}}'],
  },
  Cordoned: {
    en: 'The node is cordoned: what runs there goes on, and the scheduler sends no new Pods.',
    zh: '节点已被封锁（cordon）：已有的 Pod 继续运行，调度器不再派来新的 Pod。',
    tries: ['kubectl uncordon {{node}}'],
  },
  MemoryPressure: {
    en: 'Memory runs short on this machine. The kubelet evicts Pods, those first that use more than they request, and taints the node so that no new ones without requests come.',
    zh: '这台机器内存吃紧。kubelet 会驱逐 Pod，先挑用量超过请求量的，并给节点打上污点，不让没有请求量的新 Pod 过来。',
    advice: {
      en: 'It goes back when memory has been free again for some minutes.',
      zh: '内存重新宽裕几分钟后，它会恢复。',
    },
    tries: ['kubectl describe node {{node}}'],
  },
  DiskPressure: {
    en: 'The disk of this machine is nearly full. The kubelet removes unused images and dead containers, and if that is not enough it evicts Pods.',
    zh: '这台机器的磁盘快满了。kubelet 先清理没用的镜像和已死的容器，还不够就驱逐 Pod。',
    tries: ['kubectl describe node {{node}}'],
  },
  PIDPressure: {
    en: 'This machine runs nearly as many processes as it may. The kubelet evicts Pods until there is room.',
    zh: '这台机器的进程数快到上限了。kubelet 会驱逐 Pod 直到有余地。',
    tries: ['kubectl describe node {{node}}'],
  },
  NetworkUnavailable: {
    en: 'The network of this node has not been set up: Pods there would reach nobody. The scheduler sends none.',
    zh: '这个节点的网络还没有配置好：上面的 Pod 谁也访问不到。调度器不会派 Pod 过来。',
    tries: ['kubectl describe node {{node}}'],
  },
  NodeNeverReported: {
    en: 'The node object exists, but no kubelet has ever reported for it. After **{{grace}} s** the node controller sets its conditions to Unknown.',
    zh: '节点对象存在，但从来没有 kubelet 为它上报。**{{grace}} 秒** 后节点控制器把它的状况置为 Unknown。',
    advice: {
      en: 'Is the kubelet running, and may it speak to the API server?',
      zh: 'kubelet 在运行吗？它能访问 API server 吗？',
    },
    tries: ['kubectl describe node {{node}}'],
  },
} as const satisfies Record<string, Explanation>;
