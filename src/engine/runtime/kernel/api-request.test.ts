import { describe, expect, it } from 'vitest';
import type { ApiRequest, ApiResponse } from '../../api/http.ts';
import { Channel } from '../../sim/channel.ts';
import { createWorld, start } from './test-world.ts';

const get: ApiRequest = { method: 'GET', path: '/api/v1/pods' };

describe('a request of a process', () => {
  it('is refused where the machine has no API server', () => {
    const { sim, node1 } = createWorld();
    const run = start(node1, function* (p) {
      yield* p.request(get);
      return 0;
    });
    sim.advanceTo(10);
    expect(run.output()).toBe('program: Connection refused\n');
  });

  it('is aborted when its process is killed while it waits', () => {
    const { sim, node1 } = createWorld();
    let aborted = 0;
    node1.api = { send: ({ signal }) => signal?.onAbort(() => aborted++) };
    const run = start(node1, function* (p) {
      yield* p.request(get);
      return 0;
    });
    sim.advanceTo(10);
    run.process.kill('SIGTERM');
    expect(aborted).toBe(1);
  });

  it('hangs up its watch when its process ends, however it ends', () => {
    for (const end of ['exit', 'kill', 'power'] as const) {
      const { sim, node1 } = createWorld();
      const stream = new Channel<unknown>();
      let aborted = 0;
      node1.api = {
        send: ({ signal }, respond) => {
          signal?.onAbort(() => aborted++);
          respond({ status: 200, headers: {}, stream });
        },
      };
      const run = start(node1, function* (p) {
        const response: ApiResponse = yield* p.request(get);
        yield* p.write(1, String(yield* response.stream!.take()));
        if (end === 'exit') return 0;
        yield* response.stream!.take();
        return 0;
      });
      sim.advanceTo(10);
      stream.push('event');
      sim.advanceTo(20);
      if (end === 'kill') run.process.kill('SIGKILL');
      if (end === 'power') node1.powerOff();
      expect(run.output()).toBe('event');
      expect(stream.closed).toBe(true);
      expect(aborted).toBe(1);
    }
  });

  it('with a plain answer leaves nothing to abort', () => {
    const { sim, node1 } = createWorld();
    let aborted = 0;
    node1.api = {
      send: ({ signal }, respond) => {
        signal?.onAbort(() => aborted++);
        respond({ status: 200, headers: {}, body: { kind: 'PodList' } });
      },
    };
    const run = start(node1, function* (p) {
      return (yield* p.request(get)).status === 200 ? 0 : 1;
    });
    sim.advanceTo(10);
    expect(run.status()).toEqual({ code: 0 });
    expect(aborted).toBe(0);
  });
});
