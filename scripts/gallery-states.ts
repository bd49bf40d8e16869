import type { Hand } from './gallery.ts';

export interface GalleryState {
  readonly name: string;
  /** What there is to see, in one sentence. */
  readonly shows: string;
  readonly release?: '1.20' | '1.36';
  readonly lang?: 'en' | 'zh-CN';
  readonly width?: number;
  readonly height?: number;
  readonly contrast?: 'more';
  play(hand: Hand): Promise<void>;
}

const alice = /^alice-pod, Pod/;
const create = 'kubectl create -f kubia-pod.yaml';

/** Two containers want one port, and the clock stands still in the second one's back-off. */
async function clash({ type, seen, click, speed }: Hand, name = /^clash, Pod, CrashLoopBackOff/): Promise<void> {
  await type('kubectl create -f clash.yaml');
  await speed(5);
  await seen(name);
  await click(/^clash/);
  await speed(0);
}

/** The first Pod runs and is looked at. */
async function running({ type, seen, click }: Hand): Promise<void> {
  await type(create);
  await seen(/^alice-pod, Pod, Running/);
  await click(alice);
}

/** Writes a manifest of one Pod and creates it. */
function pod(name: string, spec: string): string {
  return `echo '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"},"spec":${spec}}' | kubectl create -f -`;
}

export const galleryStates: readonly GalleryState[] = [
  {
    name: 'empty-cluster',
    shows: 'The first visit: two nodes, an open file, one obvious next thing.',
    play: async ({ pause }) => pause(1500),
  },
  {
    name: 'pulling',
    shows: 'The sandbox stands, with its address; the image is on its way.',
    play: async ({ type, pause, speed }) => {
      await type(create);
      await pause(1800);
      await speed(0);
    },
  },
  {
    name: 'running',
    shows: 'One Pod lives: pause carries the address, the container stands on it.',
    play: running,
  },
  {
    name: 'inside',
    shows: 'The Pod from inside: what pause holds for all, what each container has for itself.',
    play: async ({ type, seen, click, button, pause }) => {
      await type('kubectl create -f pair.yaml');
      await seen(/^pair, Pod, Running/);
      await click(/^pair, Pod/);
      await button('Look inside');
      await pause(1500);
    },
  },
  {
    name: 'port-clash',
    shows: 'Two containers want port 80; the second one crash-loops, and its box says why.',
    play: clash,
  },
  {
    name: 'port-clash-inside',
    shows: 'The same clash, drawn where it happens: in the network namespace.',
    play: async (hand) => {
      await clash(hand);
      await hand.button('Look inside');
      await hand.pause(1500);
    },
  },
  {
    name: 'image-pull-backoff',
    shows: 'An image that no registry holds.',
    play: async ({ type, seen, click, speed }) => {
      await type(pod('typo', '{"containers":[{"name":"web","image":"ngnix:latst"}]}'));
      await speed(5);
      await seen(/^typo, Pod, ImagePullBackOff/);
      await click(/^typo, Pod/);
      await speed(0);
    },
  },
  {
    name: 'pending',
    shows: 'A Pod that fits nowhere waits, and says for what.',
    play: async ({ type, pause, click }) => {
      await type(pod('giant', '{"containers":[{"name":"web","image":"nginx","resources":{"requests":{"cpu":"64"}}}]}'));
      await pause(2500);
      await click(/^giant, Pod/);
    },
  },
  {
    name: 'terminating',
    shows: 'SIGTERM was sent; the ring is the grace that is left.',
    play: async ({ type, seen, click, pause, speed }) => {
      await type(pod('deaf', '{"containers":[{"name":"main","image":"busybox","command":["sleep","3600"]}]}'));
      await seen(/^deaf, Pod, Running/);
      await type('kubectl delete pod deaf --wait=false');
      await click(/^deaf, Pod/);
      await pause(3000);
      await speed(0);
    },
  },
  {
    name: 'silent-node',
    shows: 'A node without power: nobody knows yet what became of its Pods.',
    play: async ({ type, seen, click, until, button, pause }) => {
      await type(create, 'kubectl create -f pair.yaml');
      await seen(/^alice-pod, Pod, Running/);
      await seen(/^pair, Pod, Running/);
      await click(/^node2, node/);
      await button('Power off');
      await pause(500);
      await until('1 minute later');
    },
  },
  {
    name: 'deployment',
    shows: 'A Deployment, its ReplicaSet and its Pods.',
    play: async ({ type, pause, click }) => {
      await type('kubectl create deployment web --image=nginx', 'kubectl scale deployment web --replicas=4');
      await pause(9000);
      await click(/^web-.*Pod/);
    },
  },
  {
    name: 'rolling-update',
    shows: 'A rolling update on its way: the new ReplicaSet grows while the old one shrinks.',
    release: '1.36',
    play: async ({ type, pause, speed }) => {
      await type('kubectl create deployment web --image=nginx --replicas=4');
      await pause(9000);
      await type('kubectl set image deployment/web nginx=httpd');
      await pause(2500);
      await speed(0);
    },
  },
  {
    name: 'service',
    shows: 'A Service and the Pods behind it.',
    play: async ({ type, pause }) => {
      await type(
        'kubectl create deployment web --image=luksa/kubia',
        'kubectl scale deployment web --replicas=3',
        'kubectl expose deployment web --port=80 --target-port=8080',
      );
      await pause(12_000);
      await type('kubectl get svc,ep');
      await pause(1000);
    },
  },
  {
    name: 'pod-to-pod',
    shows: 'One Pod asks another by its address; the packets take the way they take.',
    play: async ({ type, seen, pause, speed }) => {
      await type(create, 'kubectl create -f pair.yaml');
      await seen(/^alice-pod, Pod, Running/);
      await seen(/^pair, Pod, Running/);
      await speed(0.25);
      await type(
        "kubectl exec pair -c side -- wget -qO- $(kubectl get pod alice-pod -o jsonpath='{.status.podIP}'):8080",
      );
      await pause(2500);
    },
  },
  {
    name: 'trace-create',
    shows: 'A request followed: what was asked for, what defaulting filled in, what admission added.',
    height: 1000,
    play: async (hand) => {
      const { tab } = hand;
      await running(hand);
      await tab('Trace');
    },
  },
  {
    name: 'trace-scheduling',
    shows: 'Why this node: who was refused by which filter, and the scores of the rest.',
    height: 1000,
    play: async (hand) => {
      const { tab, button } = hand;
      await running(hand);
      await tab('Trace');
      await button(/^next$/);
    },
  },
  {
    name: 'the-past',
    shows: 'Looking back: the whole page shows an earlier moment, and offers to go on from there.',
    play: async (hand) => {
      const { tab, button, pause, page } = hand;
      await running(hand);
      await tab('Trace');
      await page.getByRole('button', { name: /kubelet: Pulling/ }).click();
      await button(/^See the cluster at/);
      await pause(1500);
    },
  },
  {
    name: 'yaml',
    shows: 'The object as it is stored: what was written, what the server and the kubelet added.',
    height: 1000,
    play: async (hand) => {
      const { tab, pause } = hand;
      await running(hand);
      await tab('YAML');
      await pause(1500);
    },
  },
  {
    name: 'events',
    shows: 'What was said of a Pod, as kubectl describe lists it.',
    play: async ({ type, seen, click, tab }) => {
      await type('kubectl create -f clash.yaml');
      await seen(/^clash, Pod/);
      await click(/^clash, Pod/);
      await tab('Events');
    },
  },
  {
    name: 'init-containers',
    shows: 'An init container has run; the main one may start.',
    release: '1.36',
    play: async ({ type, pause, click }) => {
      await type(
        pod(
          'ordered',
          '{"initContainers":[{"name":"first","image":"busybox","command":["sleep","6"]}],"containers":[{"name":"main","image":"nginx"}]}',
        ),
      );
      await pause(5000);
      await click(/^ordered, Pod/);
    },
  },
  {
    name: 'not-ready',
    shows: 'A readiness probe fails: the container runs, the Pod is not ready.',
    play: async ({ type, pause, click, speed }) => {
      await type(
        pod(
          'shy',
          '{"containers":[{"name":"web","image":"nginx","readinessProbe":{"httpGet":{"path":"/nothing","port":80},"periodSeconds":2}}]}',
        ),
      );
      await pause(12_000);
      await click(/^shy, Pod/);
      await speed(0);
    },
  },
  {
    name: 'job',
    shows: 'Pods of a Job that have done their work.',
    release: '1.36',
    play: async ({ type, pause, click }) => {
      await type('kubectl create job hello --image=busybox -- echo hello');
      await pause(7000);
      await type('kubectl get jobs');
      await pause(700);
      await click(/^hello-.*Pod/);
    },
  },
  {
    name: 'many-pods',
    shows: 'Two hundred Pods: detail gives way to density.',
    play: async ({ type, speed, pause }) => {
      await speed(5);
      await type('kubectl create deployment crowd --image=nginx', 'kubectl scale deployment crowd --replicas=200');
      await pause(15_000);
    },
  },
  {
    name: 'chinese',
    shows: 'The page in Chinese; what Kubernetes prints stays English.',
    lang: 'zh-CN',
    play: (hand) => clash(hand, /^clash，?.*CrashLoopBackOff/),
  },
  {
    name: 'phone',
    shows: 'The picture on a phone.',
    width: 390,
    height: 844,
    play: async ({ type, page, pause }) => {
      await page.getByRole('button', { name: 'Terminal', exact: true }).click();
      await type(create, 'kubectl create -f pair.yaml');
      await page.getByRole('button', { name: 'Picture', exact: true }).click();
      await pause(8000);
    },
  },
  {
    name: 'high-contrast',
    shows: 'For whoever asks the system for more contrast.',
    contrast: 'more',
    play: clash,
  },
];
