import { expect, test } from 'vitest';
import { podQosClass } from './qos.ts';

const all = { cpu: '1', memory: '1Gi' };

test.each([
  ['BestEffort', [{}]],
  ['Guaranteed', [{ limits: all, requests: all }]],
  ['Burstable', [{ limits: all, requests: { cpu: '1', memory: '512Mi' } }]],
  ['Burstable', [{ limits: all, requests: all }, {}]],
  ['Burstable', [{ requests: { cpu: '1' } }]],
  ['BestEffort', [{ limits: { 'example.com/gpu': '1' } }]],
])('%s: %o', (qos, resources) => {
  const containers = resources.map((of, i) => ({ name: `c${i}`, image: 'i', resources: of }));
  expect(podQosClass({ containers })).toBe(qos);
});
