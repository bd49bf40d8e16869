import { jsonEqual } from '../../api/json.ts';
import { controllerOf } from '../../api/meta.ts';
import type { Pod } from '../../api/types.ts';
import { isPodActive, isPodTerminal, readySince } from '../pod-availability.ts';

/**
 * Whether a change of a Pod can change anything for its owner: most of a Pod's status can't, and a thousand Pods on their way to Running make
 * thousands of such changes. The real controller syncs at each and finds nothing to do.
 */
export function concernsOwner(previous: Pod, current: Pod): boolean {
  return (
    isPodActive(previous) !== isPodActive(current) ||
    isPodTerminal(previous) !== isPodTerminal(current) ||
    readySince(previous) !== readySince(current) ||
    controllerOf(previous)?.uid !== controllerOf(current)?.uid ||
    !jsonEqual(previous.metadata?.labels, current.metadata?.labels)
  );
}
