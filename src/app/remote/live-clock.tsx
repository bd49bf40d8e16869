import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/index.ts';
import { useUnixNow } from '../store/clock.ts';
import { useConnection } from './remote-store.ts';

/** In place of the hands on the clock: a real cluster's time goes by itself. */
export function LiveClock() {
  const { t } = useTranslation();
  const now = useUnixNow(1000);
  const lost = useConnection()?.live === false;
  const text = new Date(now).toLocaleTimeString(currentLanguage(), { hour12: false });
  return (
    <div className="time" role="group" aria-label={t('time.group')} title={t('remote.time')}>
      <span className="live" data-lost={lost}>
        <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
          {lost ? (
            <path d="M1 1L9 9M9 1L1 9" stroke="currentColor" strokeWidth="1.8" />
          ) : (
            <circle cx="5" cy="5" r="4" fill="currentColor" />
          )}
        </svg>
        {t(lost ? 'remote.notLive' : 'remote.live')}
      </span>
      <time className="clock mono" role="timer" aria-label={t('remote.clock')} aria-live="off">
        {text}
      </time>
      <span className="visually-hidden">{t('remote.time')}</span>
    </div>
  );
}
