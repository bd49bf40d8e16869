import { useTranslation } from 'react-i18next';
import type { Hand } from './hand.ts';

/** What a hand stands for: a command, or words where there is none. */
export function Told({ hand, name }: { readonly hand: Hand; readonly name: string }) {
  const { t } = useTranslation();
  if (hand.command === undefined)
    return hand.says === undefined ? null : t(`hands.says.${hand.says}`, { name: hand.name ?? name });
  return (
    <>
      {hand.real === true && `${t('hands.real')} `}
      <code>{hand.command}</code>
    </>
  );
}
