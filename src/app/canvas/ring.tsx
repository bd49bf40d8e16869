import { useClock } from '../store/clock.ts';
import { useCluster } from '../store/cluster.ts';
import { shortDuration } from '../time/duration.ts';
import type { Countdown } from './pod-model.ts';

const radius = 13;
const around = 2 * Math.PI * radius;

/** Milliseconds left, rounded up to `step`; undefined if there is nothing to wait for or it has passed. */
export function useTimeLeft(countdown: Countdown | undefined, step: number): number | undefined {
  const epoch = useCluster((state) => state.ready?.epochUnix ?? 0);
  return useClock((state) => {
    if (countdown === undefined) return undefined;
    const left = countdown.until - epoch - state.time;
    return left > 0 ? Math.ceil(left / step) * step : undefined;
  });
}

/** The ring on a Pod that waits for time to pass: the end of a back-off, or SIGKILL. */
export function Ring({ countdown, x, y }: { readonly countdown: Countdown; readonly x: number; readonly y: number }) {
  const left = useTimeLeft(countdown, 100);
  if (left === undefined) return null;
  const text = shortDuration(left);
  const share = Math.min(1, left / Math.max(1, countdown.until - countdown.from));
  return (
    <g className="ring" transform={`translate(${x} ${y})`} aria-hidden="true">
      <circle className="ring-ground" r={radius + 4} />
      <circle className="ring-track" r={radius} />
      <circle
        className="ring-left"
        r={radius}
        transform="rotate(-90)"
        strokeDasharray={`${around * share} ${around}`}
      />
      <text className="mono" y={3.4} textAnchor="middle" fontSize={text.length > 3 ? 8.5 : 10}>
        {text}
      </text>
    </g>
  );
}
