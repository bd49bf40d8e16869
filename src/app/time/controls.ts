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
export const skip = (): void => send({ type: 'skip' });
export const seek = (time: number): void => send({ type: 'seek', time });
export const toPresent = (): void => send({ type: 'present' });
export const fork = (): void => send({ type: 'fork' });
