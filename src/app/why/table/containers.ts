import type { Explanation } from './explanation.ts';

export const containers = {
  Pulling: {
    en: 'The sandbox stands. The node fetches `{{image}}`, which it does not hold yet; the next Pod with this image on the same node starts at once.',
    zh: '沙箱已就位。节点上还没有 `{{image}}`，正在拉取；同一节点上下一个用这个镜像的 Pod 会立刻启动。',
    tries: ['kubectl get events'],
  },
  ContainerCreating: {
    en: 'The kubelet of `{{node}}` prepares the containers: volumes, then images, then it creates and starts them one after the other.',
    zh: '`{{node}}` 的 kubelet 正在准备容器：先是卷，再是镜像，然后依次创建并启动容器。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  Initializing: {
    en: 'Init containers run one after the other, and each must exit with 0 before the next begins. `{{container}}` is at work now; the app containers wait.',
    zh: 'init 容器逐个运行，前一个以 0 退出后才轮到下一个。现在运行的是 `{{container}}`，应用容器在等待。',
    tries: ['kubectl logs {{pod}} -c {{container}}'],
  },
  InitFailed: {
    en: 'The init container `{{container}}` exited with **{{code}}**. Until it succeeds no app container starts.',
    zh: 'init 容器 `{{container}}` 以 **{{code}}** 退出。它成功之前，任何应用容器都不会启动。',
    tries: ['kubectl logs {{pod}} -c {{container}}'],
  },
  PortConflict: {
    en: 'Both containers share one network namespace, the plate’s. `{{holder}}` already listens on port **{{port}}**, so `{{container}}` fails to bind and exits with **{{code}}**. The kubelet starts it again, each time after a longer wait: 10 s, 20 s, 40 s, up to 5 min.',
    zh: '两个容器共享同一个网络命名空间，也就是底板的那个。`{{holder}}` 已经在监听端口 **{{port}}**，所以 `{{container}}` 绑定失败，以 **{{code}}** 退出。kubelet 会再次启动它，每次等得更久：10 秒、20 秒、40 秒，最长 5 分钟。',
    advice: {
      en: 'Give `{{container}}` another port, or put it into a Pod of its own.',
      zh: '给 `{{container}}` 换一个端口，或者把它放进单独的 Pod。',
    },
    tries: ['kubectl logs {{pod}} -c {{container}} --previous'],
  },
  CrashLoopBackOff: {
    en: '`{{container}}` ended with exit code **{{code}}**, again. Under restartPolicy {{policy}} the kubelet starts it once more, each time after a longer wait: 10 s, 20 s, 40 s, up to 5 min. It forgets the wait after 10 minutes of running.',
    zh: '`{{container}}` 又一次以退出码 **{{code}}** 结束。按照 restartPolicy {{policy}}，kubelet 会再次启动它，每次等得更久：10 秒、20 秒、40 秒，最长 5 分钟。连续运行 10 分钟后，等待时间重新计算。',
    advice: {
      en: 'The reason is in what the program printed last.',
      zh: '原因就在程序最后打印的内容里。',
    },
    tries: ['kubectl logs {{pod}} -c {{container}} --previous', 'kubectl describe pod {{pod}}'],
  },
  CrashLoopExitZero: {
    en: '`{{container}}` does its work and exits with **0**. That is no failure, but restartPolicy Always means: it shall always run. So the kubelet starts it again, each time after a longer wait, up to 5 min.',
    zh: '`{{container}}` 做完工作后以 **0** 退出。这不算失败，但 restartPolicy Always 的意思是：它应当一直运行。所以 kubelet 会再次启动它，每次等得更久，最长 5 分钟。',
    advice: {
      en: 'For work that ends, set `restartPolicy: OnFailure` or `Never`, or use a Job.',
      zh: '对会结束的工作，请设 `restartPolicy: OnFailure` 或 `Never`，或者使用 Job。',
    },
    tries: ['kubectl logs {{pod}} -c {{container}} --previous'],
  },
  OOMKilled: {
    en: 'The kernel killed `{{container}}` (exit 137, SIGKILL): it wanted more memory than its limit of **{{limit}}**.',
    zh: '内核杀死了 `{{container}}`（退出码 137，SIGKILL）：它要的内存超过了上限 **{{limit}}**。',
    advice: {
      en: 'Raise `resources.limits.memory`, or make the program smaller.',
      zh: '提高 `resources.limits.memory`，或者让程序少用内存。',
    },
    tries: ['kubectl describe pod {{pod}}'],
  },
  CommandNotFound: {
    en: 'The program that `{{container}}` should run does not exist in its image or may not be executed (exit **{{code}}**).',
    zh: '`{{container}}` 要运行的程序在镜像里不存在，或者不可执行（退出码 **{{code}}**）。',
    advice: {
      en: 'Check `command` and `args`: they replace the image’s ENTRYPOINT and CMD.',
      zh: '检查 `command` 和 `args`：它们会取代镜像的 ENTRYPOINT 和 CMD。',
    },
    tries: ['kubectl describe pod {{pod}}'],
  },
  ErrImagePull: {
    en: 'The node could not pull `{{image}}` for `{{container}}`. The kubelet tries again, each time after a longer wait, up to 5 min; the STATUS alternates between ErrImagePull (just tried) and ImagePullBackOff (waiting).',
    zh: '节点没能为 `{{container}}` 拉取 `{{image}}`。kubelet 会再试，每次等得更久，最长 5 分钟；STATUS 会在 ErrImagePull（刚试过）和 ImagePullBackOff（等待中）之间交替。',
    advice: {
      en: 'Most often the name or the tag is misspelt, or the registry wants a login.',
      zh: '最常见的原因是名字或标签写错了，或者仓库需要登录。',
    },
    tries: ['kubectl describe pod {{pod}}'],
  },
  InvalidImageName: {
    en: '`{{image}}` is not a valid image name, so there is nothing to pull. Trying again would not help, and the kubelet knows it.',
    zh: '`{{image}}` 不是合法的镜像名，所以没有东西可拉取。再试也没用，kubelet 知道这一点。',
    advice: {
      en: 'Names are lower case: `registry/path/name:tag`.',
      zh: '镜像名用小写：`registry/path/name:tag`。',
    },
    tries: ['kubectl describe pod {{pod}}'],
  },
  ErrImageNeverPull: {
    en: '`imagePullPolicy: Never` forbids to fetch `{{image}}`, and the node does not hold it.',
    zh: '`imagePullPolicy: Never` 禁止拉取 `{{image}}`，而节点上没有它。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  CreateContainerConfigError: {
    en: 'The kubelet cannot put together the configuration of `{{container}}`: {{message}}. Usually a ConfigMap, a Secret or a key in it is missing. It looks again every few seconds.',
    zh: 'kubelet 拼不出 `{{container}}` 的配置：{{message}}。通常是缺少某个 ConfigMap、Secret 或其中的键。它每隔几秒会再看一次。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  WaitingOther: {
    en: '`{{container}}` waits: **{{reason}}**. {{message}}',
    zh: '`{{container}}` 在等待：**{{reason}}**。{{message}}',
    tries: ['kubectl describe pod {{pod}}'],
  },
  ImageInspectError: {
    en: 'The image `{{image}}` is on the node, but the runtime cannot read it: {{message}} The kubelet tries again, each time after a longer wait.',
    zh: '镜像 `{{image}}` 在节点上，但运行时读不了它：{{message}} kubelet 会再试，每次等得更久。',
    advice: {
      en: 'Usually its files on the node are damaged: remove the image there and let it be pulled again.',
      zh: '通常是节点上的镜像文件损坏：删掉它，让它重新拉取。',
    },
    tries: ['kubectl describe pod {{pod}}'],
  },
  RegistryUnavailable: {
    en: 'The registry of `{{image}}` does not answer. The kubelet tries again, each time after a longer wait, up to 5 min.',
    zh: '`{{image}}` 所在的仓库没有应答。kubelet 会再试，每次等得更久，最长 5 分钟。',
    advice: {
      en: 'Check the host name in the image and the network of the node.',
      zh: '检查镜像名里的主机名，以及节点的网络。',
    },
    tries: ['kubectl describe pod {{pod}}'],
  },
  SignatureValidationFailed: {
    en: '`{{image}}` was fetched, but its signature is not one that the node trusts, so it is not used: {{message}}',
    zh: '`{{image}}` 已取回，但它的签名不受节点信任，所以不会使用：{{message}}',
    tries: ['kubectl describe pod {{pod}}'],
  },
  CreateContainerError: {
    en: 'The runtime could not create `{{container}}`: {{message}} The kubelet tries again.',
    zh: '运行时没能创建 `{{container}}`：{{message}} kubelet 会再试。',
    advice: {
      en: 'A name that is still taken, a working directory that cannot be made, or no command at all.',
      zh: '常见原因：名字仍被占用、工作目录无法创建，或者根本没有命令。',
    },
    tries: ['kubectl describe pod {{pod}}'],
  },
  RunContainerError: {
    en: '`{{container}}` was created, but its program could not be started: {{message}} The kubelet tries again, each time after a longer wait.',
    zh: '`{{container}}` 已创建，但程序启动不了：{{message}} kubelet 会再试，每次等得更久。',
    advice: {
      en: 'Check `command`: it must be a program in the image, with its full path or in PATH.',
      zh: '检查 `command`：它必须是镜像里的程序，写全路径或位于 PATH 中。',
    },
    tries: ['kubectl describe pod {{pod}}'],
  },
  PreCreateHookError: {
    en: 'Something that prepares `{{container}}` before it is created failed: {{message}} The kubelet tries again.',
    zh: '创建 `{{container}}` 之前的准备工作失败了：{{message}} kubelet 会再试。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  PreStartHookError: {
    en: 'Something that prepares `{{container}}` before it starts failed: {{message}} The kubelet tries again.',
    zh: '启动 `{{container}}` 之前的准备工作失败了：{{message}} kubelet 会再试。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  PostStartHookError: {
    en: '`{{container}}` started, but its `postStart` hook failed, so the kubelet killed it: {{message}} It is started again under the restart policy.',
    zh: '`{{container}}` 启动了，但它的 `postStart` 钩子失败，于是 kubelet 把它杀掉：{{message}} 按照重启策略会再次启动。',
    tries: ['kubectl describe pod {{pod}}', 'kubectl logs {{pod}} -c {{container}} --previous'],
  },
  KillContainerError: {
    en: 'The runtime could not stop `{{container}}`: {{message}} The kubelet tries again; until then the container may still run.',
    zh: '运行时没能停止 `{{container}}`：{{message}} kubelet 会再试；在此之前容器可能还在运行。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  RemoveContainerError: {
    en: 'The runtime could not remove the old `{{container}}`: {{message}}',
    zh: '运行时没能移除旧的 `{{container}}`：{{message}}',
    tries: ['kubectl describe pod {{pod}}'],
  },
  CreatePodSandboxError: {
    en: 'The node could not make the sandbox of the Pod, so no container can begin: {{message}} The kubelet tries again.',
    zh: '节点没能创建 Pod 的沙箱，所以容器都无法开始：{{message}} kubelet 会再试。',
    advice: {
      en: 'The pause image, the Pod network of the node, or its free addresses.',
      zh: '检查 pause 镜像、节点的 Pod 网络，以及可用的地址。',
    },
    tries: ['kubectl describe pod {{pod}}', 'kubectl describe node {{node}}'],
  },
  ConfigPodSandboxError: {
    en: 'The kubelet could not put together the configuration of the sandbox: {{message}}',
    zh: 'kubelet 拼不出沙箱的配置：{{message}}',
    tries: ['kubectl describe pod {{pod}}'],
  },
  KillPodSandboxError: {
    en: 'The old sandbox could not be stopped: {{message}} The kubelet tries again before it makes a new one.',
    zh: '旧的沙箱没能停止：{{message}} kubelet 会先再试，然后才创建新的。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  ResizePodInPlaceError: {
    en: 'The resources of `{{container}}` could not be changed while it runs: {{message}}',
    zh: '没能在运行中调整 `{{container}}` 的资源：{{message}}',
    tries: ['kubectl describe pod {{pod}}'],
  },
  ContainerCannotRun: {
    en: 'The runtime could not start the program of `{{container}}` (exit **{{code}}**): {{message}}',
    zh: '运行时启动不了 `{{container}}` 的程序（退出码 **{{code}}**）：{{message}}',
    advice: {
      en: 'Check `command` and `args`: they replace the image’s ENTRYPOINT and CMD.',
      zh: '检查 `command` 和 `args`：它们会取代镜像的 ENTRYPOINT 和 CMD。',
    },
    tries: ['kubectl describe pod {{pod}}'],
  },
  Killed: {
    en: '`{{container}}` was ended by SIGKILL (exit **137** = 128 + 9), but not for memory: somebody or something killed it, a liveness probe that failed or a grace period that ran out.',
    zh: '`{{container}}` 被 SIGKILL 结束（退出码 **137** = 128 + 9），但不是因为内存：可能是存活探针失败、宽限期用完，或者有人动手。',
    tries: ['kubectl describe pod {{pod}}', 'kubectl logs {{pod}} -c {{container}} --previous'],
  },
  Terminated: {
    en: '`{{container}}` was asked to end and did (exit **143** = 128 + 15, SIGTERM).',
    zh: '`{{container}}` 收到结束请求并照做了（退出码 **143** = 128 + 15，SIGTERM）。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  ContainerStatusUnknown: {
    en: 'The kubelet found no trace of `{{container}}` when it looked: its node was restarted or its record was lost. What it did last is not known.',
    zh: 'kubelet 查看时找不到 `{{container}}` 的任何痕迹：节点重启过，或记录丢失。它最后做了什么无从得知。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  LivenessFailing: {
    en: '`{{container}}` runs, but its liveness probe fails: {{message}} After **{{threshold}}** failures in a row the kubelet kills it and starts it again.',
    zh: '`{{container}}` 在运行，但存活探针失败：{{message}} 连续失败 **{{threshold}}** 次后，kubelet 会杀掉它再启动。',
    advice: {
      en: 'Is the path and the port right? Does the program need longer to begin? Then give it a startup probe.',
      zh: '路径和端口对吗？程序需要更长的启动时间吗？那就给它一个启动探针。',
    },
    tries: ['kubectl describe pod {{pod}}', 'kubectl logs {{pod}} -c {{container}} --previous'],
  },
  LivenessKilled: {
    en: '`{{container}}` was killed by the kubelet, because its liveness probe failed **{{threshold}}** times in a row: {{message}} It is started again, each time after a longer wait.',
    zh: '`{{container}}` 的存活探针连续失败 **{{threshold}}** 次，被 kubelet 杀掉：{{message}} 它会再次启动，每次等得更久。',
    advice: {
      en: 'Is the path and the port right? Does the program need longer to begin? Then give it a startup probe.',
      zh: '路径和端口对吗？程序需要更长的启动时间吗？那就给它一个启动探针。',
    },
    tries: ['kubectl describe pod {{pod}}', 'kubectl logs {{pod}} -c {{container}} --previous'],
  },
  StartupFailing: {
    en: '`{{container}}` runs, but its startup probe has not succeeded yet: {{message}} Until then the other probes wait; after **{{threshold}}** failures it is killed and started again.',
    zh: '`{{container}}` 在运行，但启动探针还没有成功：{{message}} 在此之前其他探针都等着；失败 **{{threshold}}** 次后会被杀掉再启动。',
    tries: ['kubectl describe pod {{pod}}'],
  },
  ReadinessFailing: {
    en: '`{{container}}` runs, but its readiness probe fails: {{message}} Services send it no traffic until it succeeds; it is not restarted for that.',
    zh: '`{{container}}` 在运行，但就绪探针失败：{{message}} 成功之前 Service 不会给它流量，但它不会因此被重启。',
    advice: {
      en: 'Is the path and the port right? Is what the program waits for there?',
      zh: '路径和端口对吗？程序等待的东西在吗？',
    },
    tries: ['kubectl describe pod {{pod}}', 'kubectl logs {{pod}} -c {{container}}'],
  },
} as const satisfies Record<string, Explanation>;
