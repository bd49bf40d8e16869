import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsRemote } from '../remote/remote-store.ts';
import type { Hand } from './hand.ts';
import './hands.css';
import { Told } from './told.tsx';

interface HandsProps {
  readonly hands: readonly Hand[];
  /** The node or Pod that they do it to. */
  readonly name: string;
}

/** Buttons for what hands can do; a line below says what the one that is pointed at stands for. */
export function Hands({ hands, name }: HandsProps) {
  const { t } = useTranslation();
  const remote = useIsRemote();
  const id = useId();
  const [at, setAt] = useState<number>();
  const told = at === undefined ? undefined : hands[at];
  return (
    <div className="hands" role="group" aria-label={t('hands.title')}>
      {hands.map((hand, index) => (
        <button
          key={`${hand.name ?? ''}/${index}`}
          type="button"
          className="button"
          disabled={hand.disabled === true || (remote && hand.api !== true)}
          aria-pressed={hand.pressed}
          aria-describedby={at === index ? id : undefined}
          onPointerEnter={() => setAt(index)}
          onFocus={() => setAt(index)}
          onClick={hand.act}
        >
          {t(`hands.deed.${hand.id}`, { name: hand.name ?? name })}
        </button>
      ))}
      {remote ? (
        <p className="soft">{t('remote.hands')}</p>
      ) : (
        <p className="hands-told" id={id}>
          {told === undefined ? t('hands.hint') : <Told hand={told} name={name} />}
        </p>
      )}
    </div>
  );
}
