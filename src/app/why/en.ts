/*
 * Why a thing stands as it stands: what happened, what Kubernetes does next, and what to try. `code` in backquotes, **numbers** between
 * stars, {{parameters}} from why.ts. One entry per reason, in both languages.
 */

export interface Explanation {
  readonly text: string;
  /** Command lines to try, typed into the terminal by a click. */
  readonly tries: readonly string[];
  /** What else helps, in words. */
  readonly advice?: string;
}

export const whyEn = {
  Unschedulable: {
    text: 'The scheduler looked at every node and none passed its filters: {{message}} It looks again whenever something changes that could help, such as a new node or a Pod that goes.',
    tries: ['kubectl describe pod {{pod}}', 'kubectl describe nodes'],
    advice: 'Ask for less, tolerate the taint, relax the node selector, or add a node.',
  },
  NotScheduledYet: {
    text: 'The API server has stored the Pod; the scheduler has not chosen a node yet. It takes Pods from its queue one by one.',
    tries: ['kubectl get pod {{pod}} -o wide'],
  },
  UnknownScheduler: {
    text: 'The Pod asks for the scheduler `{{scheduler}}`. Nobody of that name runs here, so nobody looks at it, and nobody complains.',
    tries: ['kubectl get pod {{pod}} -o yaml'],
    advice: 'Leave `schedulerName` out to use the default one.',
  },
  SchedulingGated: {
    text: 'The Pod carries scheduling gates. The scheduler leaves it alone until they are removed.',
    tries: ['kubectl get pod {{pod}} -o yaml'],
  },
  SandboxFirst: {
    text: 'The Pod is bound to `{{node}}`. Its kubelet first makes the sandbox: the `pause` container, which holds the network namespace and gets the IP. Images come after that.',
    tries: ['kubectl describe pod {{pod}}'],
  },
  Pulling: {
    text: 'The sandbox stands. The node fetches `{{image}}`, which it does not hold yet; the next Pod with this image on the same node starts at once.',
    tries: ['kubectl get events'],
  },
  ContainerCreating: {
    text: 'The kubelet of `{{node}}` prepares the containers: volumes, then images, then it creates and starts them one after the other.',
    tries: ['kubectl describe pod {{pod}}'],
  },
  Initializing: {
    text: 'Init containers run one after the other, and each must exit with 0 before the next begins. `{{container}}` is at work now; the app containers wait.',
    tries: ['kubectl logs {{pod}} -c {{container}}'],
  },
  InitFailed: {
    text: 'The init container `{{container}}` exited with **{{code}}**. Until it succeeds no app container starts.',
    tries: ['kubectl logs {{pod}} -c {{container}}'],
  },
  PortConflict: {
    text: 'Both containers share one network namespace, the plate’s. `{{holder}}` already listens on port **{{port}}**, so `{{container}}` fails to bind and exits with **{{code}}**. The kubelet starts it again, each time after a longer wait: 10 s, 20 s, 40 s, up to 5 min.',
    tries: ['kubectl logs {{pod}} -c {{container}} --previous'],
    advice: 'Give `{{container}}` another port, or put it into a Pod of its own.',
  },
  CrashLoopBackOff: {
    text: '`{{container}}` ended with exit code **{{code}}**, again. Under restartPolicy {{policy}} the kubelet starts it once more, each time after a longer wait: 10 s, 20 s, 40 s, up to 5 min. It forgets the wait after 10 minutes of running.',
    tries: ['kubectl logs {{pod}} -c {{container}} --previous', 'kubectl describe pod {{pod}}'],
    advice: 'The reason is in what the program printed last.',
  },
  CrashLoopExitZero: {
    text: '`{{container}}` does its work and exits with **0**. That is no failure, but restartPolicy Always means: it shall always run. So the kubelet starts it again, each time after a longer wait, up to 5 min.',
    tries: ['kubectl logs {{pod}} -c {{container}} --previous'],
    advice: 'For work that ends, set `restartPolicy: OnFailure` or `Never`, or use a Job.',
  },
  OOMKilled: {
    text: 'The kernel killed `{{container}}` (exit 137, SIGKILL): it wanted more memory than its limit of **{{limit}}**.',
    tries: ['kubectl describe pod {{pod}}'],
    advice: 'Raise `resources.limits.memory`, or make the program smaller.',
  },
  CommandNotFound: {
    text: 'The program that `{{container}}` should run does not exist in its image or may not be executed (exit **{{code}}**).',
    tries: ['kubectl describe pod {{pod}}'],
    advice: 'Check `command` and `args`: they replace the image’s ENTRYPOINT and CMD.',
  },
  ErrImagePull: {
    text: 'The node could not pull `{{image}}` for `{{container}}`. The kubelet tries again, each time after a longer wait, up to 5 min; the STATUS alternates between ErrImagePull (just tried) and ImagePullBackOff (waiting).',
    tries: ['kubectl describe pod {{pod}}'],
    advice: 'Most often the name or the tag is misspelt, or the registry wants a login.',
  },
  InvalidImageName: {
    text: '`{{image}}` is not a valid image name, so there is nothing to pull. Trying again would not help, and the kubelet knows it.',
    tries: ['kubectl describe pod {{pod}}'],
    advice: 'Names are lower case: `registry/path/name:tag`.',
  },
  ErrImageNeverPull: {
    text: '`imagePullPolicy: Never` forbids to fetch `{{image}}`, and the node does not hold it.',
    tries: ['kubectl describe pod {{pod}}'],
  },
  CreateContainerConfigError: {
    text: 'The kubelet cannot put together the configuration of `{{container}}`: {{message}}. Usually a ConfigMap, a Secret or a key in it is missing. It looks again every few seconds.',
    tries: ['kubectl describe pod {{pod}}'],
  },
  WaitingOther: {
    text: '`{{container}}` waits: **{{reason}}**. {{message}}',
    tries: ['kubectl describe pod {{pod}}'],
  },
  NotReady: {
    text: 'The containers run, but not all are ready: `{{container}}` has not passed its readiness probe. A Pod that is not ready gets no traffic from Services; it is not restarted for that.',
    tries: ['kubectl describe pod {{pod}}'],
  },
  Completed: {
    text: 'All containers ended with 0 and restartPolicy {{policy}} lets them rest. The Pod object stays so that you can read its logs; it uses no CPU or memory any more.',
    tries: ['kubectl logs {{pod}}', 'kubectl delete pod {{pod}}'],
  },
  Failed: {
    text: 'All containers ended, and `{{container}}` with exit code **{{code}}**. restartPolicy {{policy}} forbids another try, so the phase is Failed for good.',
    tries: ['kubectl logs {{pod}} -c {{container}}', 'kubectl delete pod {{pod}}'],
  },
  Evicted: {
    text: 'The kubelet evicted the Pod: {{message}} An evicted Pod stays as a Failed object; whoever owns it makes another one.',
    tries: ['kubectl describe pod {{pod}}', 'kubectl describe node {{node}}'],
  },
  Terminating: {
    text: 'The Pod was deleted. The kubelet has sent SIGTERM to process 1 of every container; what still runs after the grace period of **{{grace}} s** gets SIGKILL. Then the object goes. A shell as process 1 does not hear SIGTERM, and waits out all of it.',
    tries: ['kubectl get pod {{pod}} -w'],
  },
  TerminatingStuck: {
    text: 'The Pod was deleted, but only the kubelet of `{{node}}` may say that its containers are gone, and that node is silent. So the object stays Terminating until the node answers or is removed.',
    tries: ['kubectl delete pod {{pod}} --force --grace-period=0', 'kubectl get nodes'],
    advice: 'Force deletion removes the object, not the processes: they may still run on the silent node.',
  },
  Finalizers: {
    text: 'The Pod was deleted and its containers are gone; the object stays until its finalizers ({{finalizers}}) are removed by whoever set them.',
    tries: ['kubectl get pod {{pod}} -o yaml'],
  },
  NodeSilent: {
    text: 'Its node `{{node}}` does not answer: what you see is what its kubelet said last. The Pod may well still run there. A Pod tolerates this for 300 s, then it is marked for deletion; a bare Pod is never moved to another node.',
    tries: ['kubectl get nodes', 'kubectl describe node {{node}}'],
  },
  NodeOff: {
    text: 'The machine is powered off. Its kubelet renews its Lease no more; after **{{grace}} s** without one the node controller sets Ready to Unknown, and 300 s later its Pods are evicted.',
    tries: ['kubectl get nodes -w'],
  },
  KubeletStopped: {
    text: 'The kubelet is stopped: containers go on running, but nobody starts, stops or reports them. After **{{grace}} s** without a Lease the node controller sets Ready to Unknown.',
    tries: ['kubectl get nodes -w'],
  },
  NodeCut: {
    text: 'The network to this machine is cut. Its Pods go on, and reach each other on the same node; the control plane hears nothing and after **{{grace}} s** sets Ready to Unknown.',
    tries: ['kubectl get nodes -w'],
  },
  NodeUnknown: {
    text: 'The node’s kubelet has not renewed its Lease in time. The node controller set Ready to Unknown and tainted the node as unreachable: new Pods stay away, and Pods there are evicted when their toleration of 300 s ends.',
    tries: ['kubectl describe node {{node}}'],
  },
  NodeNotReady: {
    text: 'The kubelet answers, and says that it is not ready: {{message}}',
    tries: ['kubectl describe node {{node}}'],
  },
  Cordoned: {
    text: 'The node is cordoned: what runs there goes on, and the scheduler sends no new Pods.',
    tries: ['kubectl uncordon {{node}}'],
  },
} as const satisfies Record<string, Explanation>;

export type WhyReason = keyof typeof whyEn;
