import type { Until } from '../../session/protocol.ts';
import { clock } from '../store/clock.ts';
import { send } from '../store/session.ts';

/* Every hand on the clock. */

export function setPaused(paused: boolean): void {
  send({ type: 'speed', paused, rate: clock.getState().rate });
}

export function setRate(rate: number): void {
  send({ type: 'speed', paused: clock.getState().paused, rate });
}

export const step = (): void => send({ type: 'step' });
export const skipTo = (until: Until): void => send({ type: 'skip', until });
export const seek = (time: number): void => send({ type: 'seek', time });
export const toPresent = (): void => send({ type: 'present' });

const forkListeners = new Set<() => void>();

/** Called when the past that is shown becomes the present; returns a stop. */
export function onFork(listener: () => void): () => void {
  forkListeners.add(listener);
  return () => forkListeners.delete(listener);
}

export function fork(): void {
  send({ type: 'fork' });
  for (const listener of forkListeners) listener();
}
