import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../header/confirm.tsx';
import { useClock } from '../store/clock.ts';
import { fork, toPresent } from './controls.ts';
import { clockText } from './duration.ts';

/** While the past is shown: says so, and offers the two ways on. */
export function PastBanner() {
  const { t } = useTranslation();
  const past = useClock((state) => state.time < state.head);
  const time = useClock((state) => (state.time < state.head ? clockText(state.time) : ''));
  const head = useClock((state) => (state.time < state.head ? clockText(state.head) : ''));
  const [asking, setAsking] = useState(false);
  if (!past) return null;
  return (
    <div className="past" role="status">
      <span>{t('time.past', { time, head })}</span>
      <button type="button" className="button" onClick={toPresent}>
        {t('time.present')}
      </button>
      <button type="button" className="button primary" onClick={() => setAsking(true)}>
        {t('time.fork')}
      </button>
      {asking && (
        <Confirm
          title={t('confirm.forkTitle')}
          body={t('confirm.forkBody', { time })}
          yes={t('confirm.forkYes', { time })}
          onYes={fork}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
