import { useTranslation } from 'react-i18next';
import { dismiss, useToasts } from '../store/toasts.ts';

/** Messages that come up by themselves; a screen reader hears them. */
export function Toasts() {
  const { t } = useTranslation();
  const toasts = useToasts();
  return (
    <div className="toasts" role="log" aria-live="assertive" aria-label={t('toast.region')}>
      {toasts.map((toast) => (
        <div key={toast.id} className="toast" data-tone={toast.tone}>
          <div>
            <p>{t(`toast.${toast.key}`)}</p>
            {toast.detail !== undefined && <pre>{toast.detail.split('\n', 3).join('\n')}</pre>}
          </div>
          <button
            type="button"
            className="button plain"
            aria-label={t('toast.dismiss')}
            onClick={() => dismiss(toast.id)}
          >
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
