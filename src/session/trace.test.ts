import { describe, expect, it } from 'vitest';
import * as kubectl from '../kubectl/index.ts';
import { readOpenApi } from '../cli/openapi.ts';
import { changedPaths } from './changed-paths.ts';
import { Session } from './session.ts';

describe('the paths of a change', () => {
  it.each([
    [{ a: 1 }, { a: 1 }, []],
    [{ a: 1 }, { a: 2, b: { c: 1 } }, ['a', 'b']],
    [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, ['a.c']],
    [{ l: [{ name: 'x', v: 1 }] }, { l: [{ name: 'x', v: 2 }, { name: 'y' }] }, ['l[x].v', 'l[y]']],
    [{ l: [1, 2] }, { l: [1] }, ['l[1]']],
    [{ l: [{ type: 'Ready', status: 'False' }] }, { l: [{ type: 'Ready', status: 'True' }] }, ['l[Ready].status']],
  ])('%j -> %j', (before, after, paths) => {
    expect(changedPaths(before, after)).toEqual(paths);
  });
});

describe('a Pod on its way', () => {
  const session = new Session(
    { release: '1.20', nodes: 2, seed: 1, scenario: 'pods' },
    () => kubectl,
    readOpenApi('1.20'),
  );
  session.input({ kind: 'terminal-open', terminal: 't1', columns: 100, rows: 30 });
  session.input({ kind: 'terminal-type', terminal: 't1', text: 'kubectl create -f kubia-pod.yaml\r' });
  session.advanceTo(session.now + 60_000);
  const steps = session.trace.of({ namespace: 'default', name: 'alice-pod' });

  it('is created by kubectl, filled in by defaulting and by admission', () => {
    const [created] = steps;
    expect(created).toMatchObject({ kind: 'write', verb: 'create', by: 'kubectl-create' });
    if (created?.kind !== 'write') return;
    expect(created.changed).toEqual(['metadata.name', 'metadata.namespace', 'spec.containers']);
    expect(created.defaulted).toContain('spec.restartPolicy');
    expect(created.admitted).toContain('spec.serviceAccountName');
    expect(created.heard).toEqual(['scheduler', 'controllers']);
  });

  it('is scheduled after a look at every node, and bound', () => {
    const decision = steps.find((step) => step.kind === 'decision');
    expect(decision?.nodes.map(({ node, refused }) => [node, refused?.plugin])).toEqual(
      expect.arrayContaining([
        ['master', 'TaintToleration'],
        ['node1', undefined],
        ['node2', undefined],
      ]),
    );
    const bound = steps.find((step) => step.kind === 'write' && step.verb === 'bind');
    expect(bound).toMatchObject({
      by: undefined,
      heard: ['scheduler', 'controllers', `kubelet ${decision?.node}`],
    });
  });

  it('is started by its kubelet, which says so and writes the status back', () => {
    const events = steps.filter((step) => step.kind === 'event').map(({ reason }) => reason);
    expect(events).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']);
    expect(steps.findLast((step) => step.kind === 'write')).toMatchObject({ by: 'kubelet', subresource: 'status' });
  });

  it('ends when the Pod is gone', () => {
    session.input({ kind: 'terminal-type', terminal: 't1', text: 'kubectl delete pod alice-pod\r' });
    session.advanceTo(session.now + 60_000);
    const after = session.trace.of({ namespace: 'default', name: 'alice-pod' });
    expect(after.some((step) => step.kind === 'write' && step.verb === 'delete')).toBe(true);
    expect(after.at(-1)?.kind).toBe('gone');
  });
});
