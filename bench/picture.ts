import { createServer } from 'node:http';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import type { Pod } from '../src/engine/api/types.ts';
import { inProcessClient } from '../src/engine/apiserver/client.ts';
import * as kubectl from '../src/kubectl/index.ts';
import { FrameCollector } from '../src/session/frames.ts';
import type { Frame, FromSession } from '../src/session/protocol.ts';
import { Session } from '../src/session/session.ts';
import { ensureBrowser } from '../scripts/browser.ts';

export interface PictureResult {
  readonly pods: number;
  readonly changesPerSecond: number;
  /** How much of a Pod was drawn. */
  readonly density: string;
  readonly fps: number;
  /** The longest time between two frames, in ms. */
  readonly worst: number;
  /** An empty page in the same browser. */
  readonly floorFps: number;
}

const seconds = 10;
/** As many as the session's worker sends. */
const framesPerSecond = 30;

/**
 * Frames per second of the built page while Pods change, in headless Chromium. The cluster is a real one, run in Node to where all of its Pods are
 * Running; in the page a stand-in for the worker sends its frame, and then others in which Pods become unready and ready again.
 */
export async function pictureBench({
  pods,
  nodes,
  changesPerSecond,
  ...viewport
}: {
  readonly pods: number;
  readonly nodes: number;
  readonly changesPerSecond: number;
  readonly width: number;
  readonly height: number;
}): Promise<PictureResult> {
  const messages = recorded(pods, nodes);
  const outDir = 'node_modules/.cache/bench-page';
  await build({ logLevel: 'error', build: { outDir, emptyOutDir: true } });
  const server = await preview({ build: { outDir }, preview: { host: '127.0.0.1', port: 4320 }, logLevel: 'error' });
  const executablePath = await ensureBrowser((line) => console.error(line));
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: process.getuid?.() === 0 ? ['--no-sandbox', '--disable-quic'] : [],
  });
  const blank = createServer((_, response) => response.end('<!doctype html>')).listen(0, '127.0.0.1');
  try {
    const page = await browser.newPage({ viewport });
    await page.goto(`http://127.0.0.1:${(blank.address() as { port: number }).port}/`);
    const floor = await measured(page);
    await page.addInitScript({ content: standIn(messages, changesPerSecond) });
    await page.goto(server.resolvedUrls?.local[0] ?? 'http://127.0.0.1:4320/');
    const shapes = page.locator('.pod');
    await shapes.nth(pods - 1).waitFor({ state: 'attached' });
    const density = (await shapes.first().getAttribute('data-density')) ?? '';
    const { fps, worst } = await measured(page);
    return { pods, changesPerSecond, density, fps, worst, floorFps: floor.fps };
  } finally {
    blank.close();
    await browser.close();
    await server.close();
  }
}

/** What the worker says of a cluster all of whose Pods run. */
function recorded(pods: number, nodes: number): readonly [FromSession, Frame] {
  const config = { release: '1.36', nodes, seed: 1, scenario: 'empty' } as const;
  const session = new Session(config, () => kubectl);
  const { cluster } = session;
  const client = inProcessClient(cluster.server, 'bench');
  for (let i = 0; i < pods; i++) {
    client.create('pods', 'default', {
      metadata: { name: `pod-${i}`, labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: cluster.release.pauseImage }] },
    });
  }
  const isRunning = (): boolean => client.list('pods', { fieldSelector: 'status.phase=Running' }).length >= pods;
  for (let rounds = 0; !isRunning(); rounds++) {
    if (rounds > 600) throw new Error('the Pods did not come to run');
    session.advanceTo(session.now + 1000);
  }
  const frame: Frame = {
    type: 'frame',
    ...new FrameCollector(session, true).collect(true),
    head: session.now,
    paused: false,
    rate: 1,
  };
  const ready: FromSession = {
    type: 'ready',
    config,
    epochUnix: cluster.sim.epoch,
    gitVersion: cluster.release.gitVersion,
    runtime: cluster.release.runtime,
    pauseImage: cluster.release.pauseImage,
    podNetwork: cluster.podNetwork,
    nodeMonitorGracePeriod: cluster.release.nodeMonitorGracePeriod,
    home: '/home/user1',
  };
  return [ready, frame];
}

/** A Pod that has just become unready. */
function unready(pod: Pod): Pod {
  const { status = {} } = pod;
  return {
    ...pod,
    status: {
      ...status,
      conditions: status.conditions?.map((one) => (/Ready$/.test(one.type) ? { ...one, status: 'False' } : one)),
      containerStatuses: status.containerStatuses?.map((one) => ({ ...one, ready: false })),
    },
  } as Pod;
}

/** A script for the page: instead of the session's worker, somebody who answers with what was recorded. */
function standIn([ready, frame]: readonly [FromSession, Frame], changesPerSecond: number): string {
  const pods = frame.objects.filter(
    ({ resource, object }) => resource === 'pods' && object.metadata?.namespace === 'default',
  );
  const states = pods.map(({ object }) => [object, unready(object)]);
  return `{
    const [ready, frame, states] = ${JSON.stringify([ready, frame, states])};
    const Real = Worker;
    window.Worker = class {
      constructor(url, options) {
        if (options?.name !== 'podarium') return new Real(url, options);
        this.onmessage = null;
      }
      postMessage(message) {
        if (message.type !== 'create') return;
        // As from a worker, every message is a copy.
        const say = (data) => this.onmessage?.({ data: structuredClone(data) });
        setTimeout(() => { say(ready); say(frame); }, 0);
        const began = performance.now();
        let changes = 0;
        setInterval(() => {
          const passed = performance.now() - began;
          const objects = [];
          for (; changes < passed * ${changesPerSecond / 1000}; changes++) {
            const state = states[(changes * 7) % states.length];
            objects.push({ resource: 'pods', object: state[Math.floor((changes * 7) / states.length + 1) % 2] });
          }
          const time = frame.time + passed;
          say({ ...frame, full: false, time, head: time, revision: frame.revision + changes, objects, nodes: [], files: [], marks: [], terminals: [] });
        }, ${1000 / framesPerSecond});
      }
    };
  }`;
}

/** Counts a page's frames: per second, and the longest time between two in ms. */
const measured = (page: Page): Promise<{ readonly fps: number; readonly worst: number }> =>
  page.evaluate(
    `new Promise((resolve) => {
      const began = performance.now();
      let last = began, frames = 0, worst = 0;
      const frame = () => {
        const now = performance.now();
        worst = Math.max(worst, now - last);
        last = now;
        frames++;
        if (now - began < ${seconds * 1000}) requestAnimationFrame(frame);
        else resolve({ fps: Math.round((frames / (now - began)) * 10000) / 10, worst: Math.round(worst) });
      };
      requestAnimationFrame(frame);
    })`,
  );
