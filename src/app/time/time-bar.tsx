import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimeMark } from '../../session/protocol.ts';
import { useClock } from '../store/clock.ts';
import { useCluster } from '../store/cluster.ts';
import { seek } from './controls.ts';
import { clockText } from './duration.ts';

/** The shortest time that the bar spans: a young cluster's first seconds must not race across it. */
const shortest = 60_000;
const buckets = 120;

/** The cluster's life so far, with a mark for every event; dragging it looks at the past. */
export function TimeBar() {
  const { t } = useTranslation();
  const marks = useCluster((state) => state.marks);
  const time = useClock((state) => Math.floor(state.time / 250) * 250);
  const head = useClock((state) => Math.floor(state.head / 250) * 250);
  const span = niceSpan(Math.max(shortest, head));
  const drawn = useMemo(() => thin(marks, span), [marks, span]);
  const asked = useRef(0);
  /** Where the thumb was moved to and no seek has gone yet. The input itself shows the session's time, not the thumb's. */
  const wanted = useRef<number | undefined>(undefined);

  // A seek replays the session: at most some eight a second while the thumb moves.
  function onInput(value: number): void {
    const now = performance.now();
    wanted.current = value;
    if (now - asked.current < 120) return;
    asked.current = now;
    go();
  }

  function go(): void {
    if (wanted.current === undefined) return;
    seek(Math.min(wanted.current, head));
    wanted.current = undefined;
  }

  return (
    <div className="time-bar">
      <svg viewBox="0 0 100 22" preserveAspectRatio="none" aria-hidden="true">
        <rect className="bar-line" x="0" y="10" width="100" height="2" />
        <rect className="bar-past" x="0" y="10" width={(100 * head) / span} height="2" />
      </svg>
      {drawn.map((mark) => (
        <i key={mark.at} className="bar-mark" data-tone={mark.tone} style={{ left: `${(100 * mark.at) / span}%` }} />
      ))}
      <i className="bar-now" style={{ left: `${(100 * time) / span}%` }} />
      <input
        type="range"
        min={0}
        max={span}
        step={1000}
        value={time}
        aria-label={t('time.bar')}
        aria-valuetext={t('time.barValue', { time: clockText(time), head: clockText(head) })}
        onChange={(event) => onInput(Number(event.currentTarget.value))}
        onPointerUp={go}
      />
    </div>
  );
}

/** Grows in steps, so that marks stand still between them. */
function niceSpan(head: number): number {
  let span = shortest;
  while (span < head * 1.04) span *= 1.5;
  return span;
}

const weight: Readonly<Record<TimeMark['tone'], number>> = { bad: 3, odd: 2, good: 1, work: 0 };

/** One mark where several would cover each other: the one that says most. */
export function thin(marks: readonly TimeMark[], span: number): readonly TimeMark[] {
  const chosen = new Map<number, TimeMark>();
  for (const mark of marks) {
    const bucket = Math.floor((mark.at / span) * buckets);
    const before = chosen.get(bucket);
    if (before === undefined || weight[mark.tone] > weight[before.tone]) chosen.set(bucket, mark);
  }
  return [...chosen.values()];
}
