import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clock } from '../store/clock.ts';
import { seek, skipTo } from './controls.ts';
import { clockText, parseClock } from './duration.ts';

/** Asks for a time of the clock and goes there: back to look at it, ahead by running to it. */
export function GoToTime({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState(() => clockText(clock.getState().time).replace(/\.\d$/, ''));
  const [wrong, setWrong] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="confirm" aria-labelledby="go-title" onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          const at = parseClock(text);
          setWrong(at === undefined);
          if (at === undefined) return event.preventDefault();
          if (at < clock.getState().head) seek(at);
          else skipTo({ until: 'time', at });
        }}
      >
        <h2 id="go-title">{t('time.goTitle')}</h2>
        <label className="go-to">
          {t('time.goLabel')}
          <input
            className="mono"
            value={text}
            autoFocus
            spellCheck={false}
            autoComplete="off"
            aria-invalid={wrong}
            aria-describedby="go-hint"
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <p id="go-hint" className="soft" role={wrong ? 'alert' : undefined}>
          {t(wrong ? 'time.goWrong' : 'time.goHint')}
        </p>
        <div className="confirm-buttons">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {t('confirm.cancel')}
          </button>
          <button type="submit" className="button primary">
            {t('time.go')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
