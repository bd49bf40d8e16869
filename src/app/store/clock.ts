import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Frame } from '../../session/protocol.ts';
import { cluster } from './cluster.ts';

export const rates = [0.25, 0.5, 1, 2, 5, 10, 30, 100] as const;

interface ClockState {
  /** Virtual milliseconds shown, as of the last frame. */
  readonly time: number;
  readonly head: number;
  readonly paused: boolean;
  readonly rate: number;
  readonly nextEventAt: number | undefined;
  /** performance.now() at the last frame: the clock goes on by itself between frames. */
  readonly receivedAt: number;
  tick(frame: Frame, now: number): void;
}

export const clock = createStore<ClockState>((set) => ({
  time: 0,
  head: 0,
  paused: false,
  rate: 1,
  nextEventAt: undefined,
  receivedAt: 0,
  tick: (frame, now) =>
    set({
      time: frame.time,
      head: frame.head,
      paused: frame.paused,
      rate: frame.rate,
      nextEventAt: frame.nextEventAt,
      receivedAt: now,
    }),
}));

export function useClock<T>(selector: (state: ClockState) => T): T {
  return useStore(clock, selector);
}

/** Virtual time now, carried on from the last frame by the wall clock for at most half a second. */
export function virtualNow(state: ClockState, now: number): number {
  if (state.paused) return state.time;
  return state.time + Math.min(now - state.receivedAt, 500) * state.rate;
}

/** Virtual time rounded down to `resolution` ms; the component is drawn again only when that changes. */
export function useVirtualTime(resolution: number): number {
  return useStore(clock, (state) => Math.floor(state.time / resolution) * resolution);
}

/** The cluster's wall clock in Unix milliseconds, likewise rounded. */
export function useUnixNow(resolution: number): number {
  const epoch = useStore(cluster, (state) => state.ready?.epochUnix ?? 0);
  return epoch + useVirtualTime(resolution);
}
