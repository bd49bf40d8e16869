import type { Explanation } from './explanation.ts';

export const services = {
  NoPodsMatch: {
    en: 'Nobody answers: no Pod in this namespace carries the labels that the Service selects ({{selector}}).',
    zh: '没有人应答：这个命名空间里没有 Pod 带有 Service 选择的标签（{{selector}}）。',
    advice: {
      en: 'Compare the selector with the labels of the Pods, letter by letter.',
      zh: '把选择器和 Pod 的标签逐字对照。',
    },
    tries: ['kubectl get pods --show-labels', 'kubectl describe service {{name}}'],
  },
  NoneReady: {
    en: '**{{count}}** Pods match the selector ({{selector}}), but none is ready, so the Service has nobody to send traffic to.',
    zh: '有 **{{count}}** 个 Pod 符合选择器（{{selector}}），但没有一个就绪，所以 Service 没有可以交付流量的对象。',
    advice: { en: 'Why they are not ready, the Pods themselves say.', zh: '为什么没就绪，要问 Pod 自己。' },
    tries: ['kubectl get pods -l {{labels}}', 'kubectl get endpoints {{name}}'],
  },
  TargetPortMissing: {
    en: 'The Service sends to the port named `{{port}}`, and no container of its Pods has a port of that name.',
    zh: 'Service 把流量送到名为 `{{port}}` 的端口，但 Pod 的容器里没有这个名字的端口。',
    tries: ['kubectl describe service {{name}}', 'kubectl get pods -l {{labels}} -o yaml'],
  },
  NobodyListens: {
    en: 'The Service sends to port **{{port}}**, but no container of its Pods listens there: connections are refused. `containerPort` is only a note; what counts is where the program listens.',
    zh: 'Service 把流量送到端口 **{{port}}**，但 Pod 里没有容器监听它：连接会被拒绝。`containerPort` 只是备注，程序实际监听在哪里才算数。',
    advice: {
      en: 'Set `targetPort` to the port that the program listens on.',
      zh: '把 `targetPort` 设为程序实际监听的端口。',
    },
    tries: ['kubectl describe service {{name}}', 'kubectl get pods -l {{labels}} -o wide'],
  },
  NoSelector: {
    en: 'The Service has no selector, so nobody fills its endpoints in: that is for the one who made it.',
    zh: '这个 Service 没有选择器，所以没有谁替它填写 Endpoints：要由创建它的人来填。',
    tries: ['kubectl get endpoints {{name}}'],
  },
  LoadBalancerPending: {
    en: 'Kubernetes asks the cloud for a load balancer, and there is no cloud here: the external address stays pending. The cluster address and the node port work.',
    zh: 'Kubernetes 向云请求负载均衡器，而这里没有云：外部地址会一直 pending。集群地址和节点端口可以用。',
    tries: ['kubectl get service {{name}}'],
  },
} as const satisfies Record<string, Explanation>;
