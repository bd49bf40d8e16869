import { describe, expect, it } from 'vitest';
import type { Json } from '../object.ts';
import { kubectlReleases } from '../releases.ts';
import { parseGoals } from './conditions.ts';

const release = kubectlReleases['1.36'];

function isMet(condition: string, object: Json): boolean {
  const [goal] = parseGoals([condition], release);
  return goal?.kind === 'state' && goal.isMet(object);
}

const pod = (status: string, observedGeneration?: number): Json => ({
  metadata: { generation: 2 },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status, ...(observedGeneration ? { observedGeneration } : {}) }],
  },
});

describe('what --for waits for', () => {
  it.each<[string, Json, boolean]>([
    ['condition=Ready', pod('True'), true],
    ['condition=ready', pod('True'), true],
    ['condition=Ready=false', pod('False'), true],
    ['condition=Ready', pod('False'), false],
    ['condition=Other', pod('True'), false],
    ['condition=Ready', pod('True', 1), false],
    ['condition=Ready', pod('True', 2), true],
    ['condition=Ready', {}, false],
    ['jsonpath={.status.phase}=Running', pod('True'), true],
    ['jsonpath=.status.phase', pod('True'), true],
    ['jsonpath={.status.nope}', pod('True'), false],
    ['jsonpath={.status.conditions[?(@.type=="Ready")].status}=True', pod('True'), true],
  ])('%s', (condition, object, expected) => {
    expect(isMet(condition, object)).toBe(expected);
  });

  it('v1.20 knows neither jsonpath nor create', () => {
    for (const condition of ['jsonpath={.a}', 'create']) {
      expect(() => parseGoals([condition], kubectlReleases['1.20'])).toThrow(`unrecognized condition: "${condition}"`);
    }
  });

  it('a condition of an older generation counts under v1.20', () => {
    const [goal] = parseGoals(['condition=Ready'], kubectlReleases['1.20']);
    expect(goal?.kind === 'state' && goal.isMet(pod('True', 1))).toBe(true);
  });
});
