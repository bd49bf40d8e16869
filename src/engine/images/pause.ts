import type { Program } from '../sim/process.ts';
import { interruptible, sleepForever } from './waits.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';

/** kubernetes/build/pause/linux/pause.c: reaps what it inherits, leaves at SIGINT and SIGTERM, else sleeps for ever. */
const pause: Program = function* pause(p) {
  let signal: string | undefined;
  p.onSignal('SIGINT', () => (signal = 'Interrupt'));
  p.onSignal('SIGTERM', () => (signal = 'Terminated'));
  p.onSignal('SIGCHLD', () => {
    while (p.tryWait() !== undefined);
  });
  while (signal === undefined) yield* interruptible(sleepForever());
  yield* p.write(2, `Shutting down, got signal: ${signal}\n`);
  return 0;
};

function pauseImage(repository: string, tag: string, created: number, kilobytes: number): ImageDefinition {
  return {
    repository,
    tags: [tag],
    layers: [layer(`pause:${tag}`, kilobytes / 1000)],
    entrypoint: ['/pause'],
    env: { PATH: defaultPath },
    user: '65535:65535',
    created,
    files: (tree) => tree.writeProgram('/pause', pause),
  };
}

const v3_2 = Date.UTC(2020, 1, 14, 10, 51, 50);
const v3_10 = Date.UTC(2025, 10, 5, 12, 0, 0);

export const pauseImages: readonly ImageDefinition[] = [
  pauseImage('registry.cn-hangzhou.aliyuncs.com/google_containers/pause-amd64', '3.2', v3_2, 300),
  pauseImage('k8s.gcr.io/pause', '3.2', v3_2, 300),
  pauseImage('registry.k8s.io/pause', '3.10.2', v3_10, 320),
];
