import { useTranslation } from 'react-i18next';
import { rates, useClock, useVirtualTime } from '../store/clock.ts';
import { useCluster } from '../store/cluster.ts';
import { setPaused, setRate, skipTo, step } from './controls.ts';
import { clockText } from './duration.ts';
import './time.css';
import { TimeBar } from './time-bar.tsx';
import { UntilMenu } from './until-menu.tsx';

/** Pause, step, the clock, the time bar, the speed, and the way to the next interesting thing. */
export function TimeControl() {
  const { t } = useTranslation();
  const paused = useClock((state) => state.paused);
  const rate = useClock((state) => state.rate);
  const loaded = useCluster((state) => state.loaded);
  return (
    <div className="time" role="group" aria-label={t('time.group')}>
      <button
        type="button"
        className="button icon"
        aria-label={t(paused ? 'time.play' : 'time.pause')}
        title={t(paused ? 'time.play' : 'time.pause')}
        disabled={!loaded}
        onClick={() => setPaused(!paused)}
      >
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <path d={paused ? 'M2.5 1L11 6L2.5 11Z' : 'M2 1H4.6V11H2ZM7.4 1H10V11H7.4Z'} fill="currentColor" />
        </svg>
      </button>
      <button
        type="button"
        className="button"
        title={t('time.stepLong')}
        aria-label={t('time.stepLong')}
        disabled={!loaded}
        onClick={step}
      >
        {t('time.step')}
      </button>
      <Clock />
      <TimeBar />
      <select
        className="button rate"
        aria-label={t('time.speed')}
        value={rate}
        onChange={(event) => setRate(Number(event.currentTarget.value))}
      >
        {rates.map((one) => (
          <option key={one} value={one}>
            {one}×
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button skip"
        title={t('time.skipLong')}
        disabled={!loaded}
        onClick={() => skipTo({ until: 'mark' })}
      >
        {t('time.skip')} →
      </button>
      <UntilMenu disabled={!loaded} />
    </div>
  );
}

function Clock() {
  const { t } = useTranslation();
  const now = useVirtualTime(100);
  return (
    <time className="clock mono" role="timer" aria-label={t('time.clock')} aria-live="off">
      {clockText(now)}
    </time>
  );
}
