import { describe, expect, it } from 'vitest';
import type { Container } from '../api/types.ts';
import { changedNames, tooLittleMemory } from './resize.ts';

type Resources = NonNullable<Container['resources']>;

const both = (cpu: string, memory: string): Resources => ({ requests: { cpu, memory }, limits: { cpu, memory } });

/** TestComputePodActionsForPodResize of pkg/kubelet/kuberuntime/kuberuntime_manager_test.go. */
describe('what a resize changes', () => {
  it.each<[string, Resources | undefined, Resources, readonly string[]]>([
    ['nothing', both('100m', '100Mi'), both('100m', '100Mi'), []],
    ['the cores', both('100m', '100Mi'), both('200m', '100Mi'), ['cpu']],
    ['the memory', both('100m', '100Mi'), both('100m', '200Mi'), ['memory']],
    ['both', both('100m', '100Mi'), both('200m', '200Mi'), ['cpu', 'memory']],
    ['a request alone', { requests: { cpu: '100m' } }, { requests: { cpu: '200m' } }, ['cpu']],
    [
      'a limit that was not there',
      { requests: { cpu: '1' } },
      { requests: { cpu: '1' }, limits: { cpu: '1' } },
      ['cpu'],
    ],
    ['what had no resources', undefined, both('100m', '100Mi'), ['cpu', 'memory']],
  ])('%s', (_, before, after, changed) => {
    expect(changedNames(before, after)).toEqual(changed);
  });
});

/** validatePodResizeAction and validateMemoryResizeAction of kuberuntime_manager.go. */
describe('a memory limit', () => {
  const limit = (memory: string): Resources => ({ limits: { memory } });
  const used = 50 * 1024 ** 2;
  it.each<[string, Resources | undefined, Resources, boolean]>([
    ['may grow whatever is used', limit('10Mi'), limit('20Mi'), false],
    ['may stay', limit('20Mi'), limit('20Mi'), false],
    ['may shrink to what is not used', limit('200Mi'), limit('100Mi'), false],
    ['may not shrink to exactly what is used', limit('200Mi'), limit('50Mi'), true],
    ['may not shrink below what is used', limit('200Mi'), limit('40Mi'), true],
    ['may not come where there was none and more is used', {}, limit('40Mi'), true],
    ['may go', limit('40Mi'), {}, false],
  ])('%s', (_, before, after, refused) => {
    const message = `cannot decrease memory limits: attempting to set container "c" memory limit (${after.limits?.['memory'] === '50Mi' ? 52428800 : 41943040}) below current usage (${used})`;
    expect(tooLittleMemory('c', before, after, used)).toBe(refused ? message : undefined);
  });
});
