import { expect, it } from 'vitest';
import { inProcessClient } from '../engine/apiserver/client.ts';
import * as kubectl from '../kubectl/index.ts';
import { FrameCollector } from './frames.ts';
import { Session } from './session.ts';

it('looks at the machines of a large cluster in turn, and is behind until it has seen them all', () => {
  const session = new Session({ release: '1.36', nodes: 4, seed: 1, scenario: 'empty' }, () => kubectl);
  const { cluster } = session;
  const frames = new FrameCollector(session, true);
  expect(frames.collect(true).nodes).toHaveLength(5);
  expect(frames.behind).toBe(false);

  const client = inProcessClient(cluster.server, 'test');
  for (let i = 0; i < 400; i++) {
    client.create('pods', 'default', {
      metadata: { name: `pod-${i}` },
      spec: { containers: [{ name: 'c', image: cluster.release.pauseImage }] },
    });
  }
  session.advanceTo(session.now + 60_000);
  const seen = new Set(frames.collect(true).nodes.map(({ node }) => node));
  expect(seen.size).toBeLessThan(5);
  while (frames.behind) for (const { node } of frames.collect(false).nodes) seen.add(node);
  expect(seen.size).toBe(5);
  expect(frames.collect(false).nodes).toEqual([]);
});
