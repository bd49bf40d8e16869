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
  /** Waits for what lasts a moment only, right before each photograph. */
  moment?(hand: Hand): Promise<void>;
}

const alice = /^alice-pod, Pod/;

/** Two containers want one port, and the clock stands still in the second one's back-off. */
async function clash({ create, seen, click, speed }: Hand, name = /^clash, Pod, CrashLoopBackOff/): Promise<void> {
  await create('clash.yaml');
  await speed(5);
  await seen(name);
  await speed(0);
  await click(/^clash/);
}

/** The first Pod runs and is looked at. */
async function running({ create, seen, click }: Hand): Promise<void> {
  await create('kubia-pod.yaml');
  await seen(/^alice-pod, Pod, Running/);
  await click(alice);
}

/** A Pod's manifest from the lines below `spec:`. */
const pod = (name: string, ...spec: readonly string[]): string =>
  ['apiVersion: v1', 'kind: Pod', 'metadata:', `  name: ${name}`, 'spec:', ...spec.map((line) => `  ${line}`)].join(
    '\n',
  );

const shy = pod(
  'shy',
  'containers:',
  '- name: web',
  '  image: nginx',
  '  readinessProbe:',
  '    httpGet:',
  '      path: /nothing',
  '      port: 80',
  '    periodSeconds: 2',
);

const probed = pod(
  'probed',
  'containers:',
  '- name: web',
  '  image: nginx',
  '  readinessProbe:',
  '    httpGet:',
  '      path: /',
  '      port: 80',
  '    periodSeconds: 1',
);

const ordered = pod(
  'ordered',
  'initContainers:',
  '- name: first',
  '  image: busybox',
  '  command: [sleep, "3"]',
  '- name: second',
  '  image: busybox',
  '  command: [sleep, "60"]',
  'containers:',
  '- name: main',
  '  image: nginx',
);

const sidecar = pod(
  'helped',
  'initContainers:',
  '- name: proxy',
  '  image: nginx',
  '  restartPolicy: Always',
  'containers:',
  '- name: main',
  '  image: luksa/kubia',
  '  volumeMounts:',
  '  - name: cache',
  '    mountPath: /cache',
  'volumes:',
  '- name: cache',
  '  emptyDir: {}',
);

/** A pulse of a container's outline is on its way. */
async function pulse({ page }: Hand): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .some(
        (one) =>
          one.effect instanceof KeyframeEffect &&
          one.effect.target?.classList.contains('probe-pulse') === true &&
          Number(one.currentTime) < 120,
      ),
  );
}

/** A packet that bears the Service's address. */
async function toService({ page }: Hand): Promise<void> {
  await page.locator('.packet[visibility="visible"][aria-label$=":80"] rect').first().waitFor();
}

/** A packet with its label is between two Pods. */
async function packet({ page }: Hand): Promise<void> {
  await page.waitForFunction(() => {
    const dots = [...document.querySelectorAll('.packet[visibility="visible"]:has(rect) > circle')];
    const line = document.querySelector('.network-line')?.getBoundingClientRect();
    return line !== undefined && dots.some((dot) => Math.abs(dot.getBoundingClientRect().top + 5 - line.top) < 8);
  });
}

/** Many Pods in every state there is. */
async function crowd({ type, speed, seen, pause }: Hand, size: number): Promise<void> {
  await speed(10);
  await type(
    `kubectl create deployment web --image=nginx`,
    `kubectl scale deployment web --replicas=${size}`,
    'kubectl create deployment loop --image=busybox',
    `kubectl scale deployment loop --replicas=${Math.round(size / 12)}`,
    'kubectl create deployment typo --image=ngnix:latst',
    `kubectl scale deployment typo --replicas=${Math.round(size / 20)}`,
    'for i in 1 2 3 4 5; do kubectl create job once$i --image=busybox -- echo done; done',
    'clear',
  );
  await seen(/^loop-.*CrashLoopBackOff/, Math.round(size / 12));
  await seen(/^web-.*, Pod, Running, 1/, size);
  await pause(500);
  await speed(0);
}

export const galleryStates: readonly GalleryState[] = [
  {
    name: 'welcome',
    shows: 'The first visit: two nodes, an open file, one obvious next thing.',
    play: async ({ pause }) => pause(1500),
  },
  {
    name: 'pulling',
    shows: 'The sandbox stands, with its address; the image is on its way.',
    play: async ({ create, page, speed, pause, click }) => {
      await create('kubia-pod.yaml');
      await page.locator('.pull').waitFor();
      await pause(1500);
      await speed(0);
      await click(alice);
    },
  },
  {
    name: 'running',
    shows: 'One Pod lives: pause carries the address, the container stands on it.',
    play: running,
  },
  {
    name: 'inside',
    shows: 'Two containers share a Pod, seen from inside: what pause holds for both, what each has for itself.',
    play: async ({ create, seen, click, button, pause }) => {
      await create('pair.yaml');
      await seen(/^pair, Pod, Running, 2/);
      await click(/^pair, Pod/);
      await button('Look inside');
      await pause(1500);
    },
  },
  {
    name: 'layers',
    shows: 'Phase, conditions and container states beside each other, and how kubectl makes READY and STATUS of them.',
    play: async (hand) => {
      await clash(hand);
      await hand.button('Look inside');
      await hand.pause(1000);
      await hand.page.locator('.layers').evaluate((layers) => layers.scrollIntoView());
    },
  },
  {
    name: 'pending',
    shows: 'A Pod that fits nowhere waits beside the scheduler, and says for what.',
    play: async ({ create, seen, click }) => {
      await create(
        'giant.yaml',
        pod('giant', 'containers:', '- name: web', '  image: nginx', '  resources:', '    requests:', '      cpu: 64'),
      );
      await seen(/^giant, Pod, .*Insufficient/);
      await click(/^giant, Pod/);
    },
  },
  {
    name: 'image-pull-backoff',
    shows: 'An image that no registry holds: the kubelet tries again, after longer and longer waits.',
    play: async ({ create, seen, click, speed }) => {
      await create('typo.yaml', pod('typo', 'containers:', '- name: web', '  image: ngnix:latst'));
      await speed(5);
      await seen(/^typo, Pod, ImagePullBackOff/);
      await speed(0);
      await click(/^typo, Pod/);
    },
  },
  {
    name: 'crash-loop',
    shows: 'A program that ends at once; the ring counts down to its next start, the badge counts its restarts.',
    play: async ({ create, seen, click, speed }) => {
      await create(
        'hasty.yaml',
        pod(
          'hasty',
          'containers:',
          '- name: main',
          '  image: busybox',
          '  command: [sh, -c, "echo no config; exit 3"]',
        ),
      );
      await speed(10);
      await seen(/^hasty, Pod, CrashLoopBackOff.*, 3 restarts, next start in/);
      await speed(0);
      await click(/^hasty, Pod/);
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
    name: 'init-containers',
    shows: 'Init containers run one after the other: the first one is done, the second one works, the main one waits.',
    release: '1.36',
    play: async ({ create, seen, click }) => {
      await create('ordered.yaml', ordered);
      await seen(/^ordered, Pod, Init:1\/2/);
      await seen(/^second, init container, running/);
      await click(/^ordered, Pod/);
    },
  },
  {
    name: 'sidecar',
    shows: 'A sidecar started before the main container and stays; a volume hangs on the Pod.',
    release: '1.36',
    play: async ({ create, seen, click }) => {
      await create('helped.yaml', sidecar);
      await seen(/^helped, Pod, Running, 2/);
      await click(/^helped, Pod/);
    },
  },
  {
    name: 'probe',
    shows: 'The kubelet probes the container every second: a pulse round its outline.',
    play: async ({ create, seen, click, tab }) => {
      await create('probed.yaml', probed);
      await seen(/^probed, Pod, Running, 1/);
      await click(/^probed, Pod/);
      await tab('Events');
    },
    moment: pulse,
  },
  {
    name: 'probe-failing',
    shows: 'A readiness probe fails: the container runs, the Pod is not ready, and no Service sends there.',
    play: async ({ create, seen, click, pause }) => {
      await create('shy.yaml', shy);
      await seen(/^web, container, running.*not ready/);
      await pause(3000);
      await click(/^shy, Pod/);
    },
    moment: pulse,
  },
  {
    name: 'terminating',
    shows: 'SIGTERM was sent; the ring is the grace that is left before SIGKILL.',
    play: async ({ create, type, seen, click, pause, speed }) => {
      await create(
        'deaf.yaml',
        pod('deaf', 'containers:', '- name: main', '  image: busybox', '  command: [sleep, "3600"]'),
      );
      await seen(/^deaf, Pod, Running/);
      await type('kubectl delete pod deaf --wait=false');
      await click(/^deaf, Pod/);
      await pause(2500);
      await speed(0);
    },
  },
  {
    name: 'out-of-memory',
    shows: 'A container took more memory than its limit; the kernel ended it.',
    play: async ({ create, seen, click, speed }) => {
      await create(
        'hungry.yaml',
        pod(
          'hungry',
          'containers:',
          '- name: main',
          '  image: polinux/stress',
          '  command: [stress, --vm, "1", --vm-bytes, 250M]',
          '  resources:',
          '    requests:',
          '      memory: 50Mi',
          '    limits:',
          '      memory: 100Mi',
        ),
      );
      await speed(5);
      await seen(/^hungry, Pod, CrashLoopBackOff.*next start/);
      await speed(0);
      await click(/^hungry, Pod/);
    },
  },
  {
    name: 'silent-node',
    shows: 'A node without power: its Pods are Unknown, and the picture counts down to their eviction.',
    play: async ({ create, seen, click, until, button }) => {
      await create('kubia-pod.yaml');
      await create('pair.yaml');
      await seen(/^alice-pod, Pod, Running/);
      await seen(/^pair, Pod, Running, 2/);
      await click(/^node2, node/);
      await button('Power off');
      await until('1 minute later');
    },
  },
  {
    name: 'memory-pressure',
    shows:
      'Something beside the Pods took the memory of node1: the kubelet reports the pressure, and takes no new Pod that asks for nothing.',
    release: '1.36',
    play: async ({ create, seen, click, button, speed }) => {
      await create('kubia-pod.yaml');
      await create('pair.yaml');
      await seen(/^pair, Pod, Running, 2/);
      await click(/^node1, node/);
      await button('Take its memory');
      await speed(5);
      await seen(/^node1, node, .*MemoryPressure/);
      await speed(0);
    },
  },
  {
    name: 'hands',
    shows: 'What hands can do to a machine, each with the command or the deed that it stands for.',
    play: async ({ create, seen, page }) => {
      await create('kubia-pod.yaml');
      await seen(/^alice-pod, Pod, Running/);
      await page
        .getByRole('treeitem', { name: /^node1, node/ })
        .first()
        .locator('text')
        .first()
        .click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'sandbox-killed',
    shows:
      'pause was killed: the plate is gone with its address, and the containers with it, until the kubelet makes another.',
    play: async ({ create, seen, click, button, speed, page }) => {
      await create('pair.yaml');
      await seen(/^pair, Pod, Running, 2/);
      await click(/^pair, Pod/);
      await speed(0.25);
      await button('Kill pause');
      await page.locator('.plate[data-state="gone"]').waitFor();
      await speed(0);
    },
  },
  {
    name: 'deployment',
    shows: 'A Deployment, its ReplicaSet and its Pods.',
    play: async ({ type, seen, click }) => {
      await type('kubectl create deployment web --image=nginx', 'kubectl scale deployment web --replicas=4');
      await seen(/^web-.*, Pod, Running, 1/, 4);
      await click(/^web-\w+, ReplicaSet/);
    },
  },
  {
    name: 'rolling-update',
    shows: 'A rolling update on its way: the new ReplicaSet grows while the old one shrinks.',
    release: '1.36',
    play: async ({ type, seen, click, speed, page }) => {
      await type('kubectl create deployment web --image=nginx --replicas=4');
      await seen(/^web-.*, Pod, Running, 1/, 4);
      await type('kubectl set image deployment/web nginx=httpd');
      await seen(/^web-.*, ReplicaSet/, 2);
      await page.locator('.pull').first().waitFor();
      await speed(0);
      await click(/^web, Deployment/);
    },
  },
  {
    name: 'service',
    shows: 'A Service and the Pods that it sends to; what made them stands beside it.',
    play: async ({ type, seen, click, pause }) => {
      await type(
        'kubectl create deployment web --image=luksa/kubia',
        'kubectl scale deployment web --replicas=3',
        'kubectl expose deployment web --port=80 --target-port=8080',
      );
      await seen(/^web-.*, Pod, Running, 1/, 3);
      await pause(1500);
      await type('clear', 'kubectl get svc,ep');
      await click(/^web, Service/);
    },
  },
  {
    name: 'job',
    shows: 'A Pod of a Job that has done its work: the sandbox is gone, the object stays.',
    release: '1.36',
    play: async ({ type, seen, click }) => {
      await type('kubectl create job hello --image=busybox -- echo hello');
      await seen(/^hello-.*, Pod, Completed/);
      await type('kubectl get jobs');
      await click(/^hello-.*Pod/);
    },
  },
  {
    name: 'packets',
    shows: 'One Pod asks another by its address; source and destination stay the same all the way.',
    play: async ({ create, begin, seen, pause }) => {
      await create('kubia-pod.yaml');
      await create('pair.yaml');
      await seen(/^alice-pod, Pod, Running/);
      await seen(/^pair, Pod, Running, 2/);
      await begin(
        "A=$(kubectl get pod alice-pod -o jsonpath='{.status.podIP}'); while true; do kubectl exec pair -c side -- wget -qO- $A:8080; done",
      );
      await pause(1500);
    },
    moment: packet,
  },
  {
    name: 'packets-to-a-service',
    shows: 'A Pod asks a Service: on its own node the address becomes that of a Pod behind it.',
    play: async ({ type, create, begin, seen, click, pause }) => {
      await type(
        'kubectl create deployment web --image=luksa/kubia',
        'kubectl scale deployment web --replicas=2',
        'kubectl expose deployment web --port=80 --target-port=8080',
      );
      await create('pair.yaml');
      await seen(/^web-.*, Pod, Running, 1/, 2);
      await seen(/^pair, Pod, Running, 2/);
      await click(/^web, Service/);
      await begin('while true; do kubectl exec pair -c side -- wget -qO- web; done');
      await pause(1500);
    },
    moment: toService,
  },
  {
    name: 'trace-create',
    shows: 'A request followed: what was asked for, what defaulting filled in, what admission added.',
    play: async (hand) => {
      await running(hand);
      await hand.tab('Trace');
    },
  },
  {
    name: 'trace-scheduling',
    shows: 'Why this node: who was refused by which filter, and the scores of the rest.',
    play: async (hand) => {
      await running(hand);
      await hand.tab('Trace');
      await hand.button(/^next$/);
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
    name: 'timeline',
    shows: 'A Pod’s time: its sandbox, pulls, runs and waits, and its events, on one axis.',
    play: async (hand) => {
      await clash(hand);
      await hand.tab('Events');
      await hand.tab('Time');
    },
  },
  {
    name: 'yaml',
    shows: 'The object as it is stored: what was written, what the server and the kubelet added.',
    play: async (hand) => {
      await running(hand);
      await hand.tab('YAML');
      await hand.pause(1000);
    },
  },
  {
    name: 'events',
    shows: 'What was said of a Pod, as kubectl describe lists it.',
    play: async (hand) => {
      await clash(hand);
      await hand.tab('Events');
    },
  },
  {
    name: 'many-pods',
    shows: 'Two hundred Pods: detail gives way to density; shape and colour still tell how each one stands.',
    play: async (hand) => crowd(hand, 150),
  },
  {
    name: 'heat-map',
    shows: 'Twelve nodes and four hundred Pods: a dot each, its shape and colour saying how it stands.',
    play: async (hand) => {
      for (let node = 3; node <= 12; node++) {
        await hand.button('+ node');
        await hand.seen(new RegExp(`^node${node}, node, Ready`));
      }
      await crowd(hand, 350);
    },
  },
  {
    name: 'list',
    shows: 'The same cluster as a list, for ears and for hands that prefer rows.',
    width: 768,
    height: 1024,
    play: async (hand) => {
      await hand.create('clash.yaml');
      await hand.create('pair.yaml');
      await hand.type('kubectl create deployment web --image=nginx', 'kubectl expose deployment web --port=80');
      await hand.speed(5);
      await hand.seen(/^clash, Pod, CrashLoopBackOff/);
      await hand.speed(0);
    },
  },
  {
    name: 'chinese',
    shows: 'The page in Chinese; what Kubernetes prints stays English.',
    lang: 'zh-CN',
    play: (hand) => clash(hand, /^clash，.*CrashLoopBackOff/),
  },
  {
    name: 'phone',
    shows: 'On a phone one panel shows at a time; here the picture, in Chinese.',
    lang: 'zh-CN',
    width: 390,
    height: 844,
    play: async ({ type, panel, seen, speed }) => {
      await panel(/^终端$/);
      await type('kubectl create -f kubia-pod.yaml', 'kubectl create -f clash.yaml');
      await speed(5);
      await panel(/^画面$/);
      await seen(/^clash，.*CrashLoopBackOff/);
      await speed(0);
    },
  },
  {
    name: 'high-contrast',
    shows: 'For whoever asks the system for more contrast.',
    contrast: 'more',
    play: clash,
  },
];
