import { describe, expect, it } from 'vitest';
import { readOpenApi } from '../cli/openapi.ts';
import * as kubectl from '../kubectl/index.ts';
import { SessionHost } from './host.ts';
import type { Frame, FromSession, Until } from './protocol.ts';

/** A host whose wall clock stands still: time passes by `skip` alone. */
function open(): { readonly host: SessionHost; frame(): Frame; skip(until: Until): boolean } {
  const said: FromSession[] = [];
  const host = new SessionHost(
    (message) => said.push(message),
    () => 0,
    () => kubectl,
  );
  host.setOpenApi(readOpenApi('1.20'));
  host.receive({ type: 'create', config: { release: '1.20', nodes: 2, seed: 1, scenario: 'pods' } });
  host.receive({ type: 'input', input: { kind: 'terminal-open', terminal: 't1', columns: 100, rows: 30 } });
  const frame = (): Frame => {
    host.receive({ type: 'speed', paused: true, rate: 1 });
    host.turn();
    return said.findLast((message) => message.type === 'frame')!;
  };
  return {
    host,
    frame,
    skip: (until) => {
      host.receive({ type: 'skip', until });
      return said.findLast((message) => message.type === 'skipped')!.reached;
    },
  };
}

const type = (host: SessionHost, text: string): void =>
  host.receive({ type: 'input', input: { kind: 'terminal-type', terminal: 't1', text } });

describe('running until something', () => {
  const clash = { namespace: 'default', name: 'clash' };
  const ready = { until: 'condition', resource: 'pods', ...clash, type: 'Ready', status: 'True' } as const;

  it('stops at a time, to the millisecond', () => {
    const { frame, skip } = open();
    const { time } = frame();
    expect(skip({ until: 'time', at: time + 61_234 })).toBe(true);
    expect(frame()).toMatchObject({ time: time + 61_234, paused: true });
  });

  it('stops when the Pod is Ready, when a container starts again after its back-off, and when the Pod is gone', () => {
    const { host, frame, skip } = open();
    type(host, 'kubectl create -f clash.yaml\r');
    expect(skip(ready)).toBe(true);
    const at = frame().time;
    expect(skip({ until: 'start', ...clash })).toBe(true);
    expect(skip({ until: 'start', ...clash })).toBe(true);
    // The second start of the two comes after a back-off of 10 s.
    expect(frame().time - at).toBeGreaterThan(10_000);
    type(host, 'kubectl delete pod clash\r');
    expect(skip({ until: 'gone', ...clash })).toBe(true);
    expect(frame().deleted).toContainEqual({ resource: 'pods', ...clash });
  });

  it('gives up after 30 minutes, and says so', () => {
    const { frame, skip } = open();
    const { time } = frame();
    expect(skip(ready)).toBe(false);
    expect(frame().time).toBe(time + 30 * 60_000);
  });
});
