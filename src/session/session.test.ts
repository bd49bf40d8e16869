import { describe, expect, it } from 'vitest';
import * as kubectl from '../kubectl/index.ts';
import { readOpenApi } from '../cli/openapi.ts';
import { replay, Session } from './session.ts';
import type { ClusterConfig } from './protocol.ts';

const config: ClusterConfig = { release: '1.20', nodes: 2, seed: 5, scenario: 'pods' };

const openapi = readOpenApi('1.20');

function play(seed: number): Session {
  const session = new Session({ ...config, seed }, () => kubectl, openapi);
  session.input({ kind: 'terminal-open', terminal: 't1', columns: 100, rows: 30 });
  session.input({ kind: 'terminal-type', terminal: 't1', text: 'kubectl create -f kubia-pod.yaml\r' });
  session.advanceTo(session.now + 12_345);
  session.input({
    kind: 'submit',
    id: 1,
    verb: 'apply',
    path: '/home/user1/clash.yaml',
    text: session.workstation.disk.readFile('/home/user1/clash.yaml'),
  });
  session.advanceTo(session.now + 90_000);
  session.input({ kind: 'deed', deed: { deed: 'power', node: 'node2', on: false } });
  session.advanceTo(session.now + 60_000);
  session.input({ kind: 'terminal-type', terminal: 't1', text: 'kubectl get pods\r' });
  session.advanceTo(session.now + 2_000);
  return session;
}

const history = (session: Session): string =>
  JSON.stringify(
    session.cluster.server.store.changesAfter(0).map(({ revision, at, type, object }) => [revision, at, type, object]),
  );

describe('a session', () => {
  it('with the same seed and inputs gives the same store, revision by revision', () => {
    const first = play(5);
    expect(first.cluster.server.store.revision).toBeGreaterThan(100);
    expect(history(play(5))).toBe(history(first));
  });

  it('with another seed gives another one', () => {
    expect(history(play(6))).not.toBe(history(play(5)));
  });

  it('is reproduced by its recording, screen and store', () => {
    const first = play(5);
    const again = replay(first.recording, () => kubectl, openapi);
    expect(history(again)).toBe(history(first));
    expect(again.terminals.drain()).toEqual(first.terminals.drain());
  });

  it('answers an editor button with what kubectl prints', () => {
    const session = new Session(config, () => kubectl, openapi);
    const text = session.workstation.disk.readFile('/home/user1/kubia-pod.yaml');
    session.input({ kind: 'submit', id: 7, verb: 'create', path: '/home/user1/kubia-pod.yaml', text });
    session.advanceTo(session.now + 5_000);
    expect(session.desk.drainResults()).toEqual([
      { type: 'submit-result', id: 7, exitCode: 0, stdout: 'pod/alice-pod created\n', stderr: '' },
    ]);
  });

  it('tells which files of the home directory a program changed', () => {
    const session = new Session(config, () => kubectl, openapi);
    session.desk.drainFiles();
    session.input({ kind: 'terminal-open', terminal: 't1', columns: 80, rows: 24 });
    session.input({ kind: 'terminal-type', terminal: 't1', text: 'echo hi > note.txt; rm hello.yaml\r' });
    session.advanceTo(session.now + 1_000);
    expect(session.desk.drainFiles()).toEqual(
      expect.arrayContaining([{ path: '/home/user1/note.txt', text: 'hi\n' }, { path: '/home/user1/hello.yaml' }]),
    );
  });
});
