import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Until } from '../../session/protocol.ts';
import { clock } from '../store/clock.ts';
import { useSelection, type Selection } from '../store/selection.ts';
import { skipTo } from './controls.ts';
import { GoToTime } from './go-to-time.tsx';

const leaps = { seconds: 10_000, minute: 60_000, minutes: 300_000, hour: 3_600_000 } as const;
const leapNames = Object.keys(leaps) as (keyof typeof leaps)[];

interface Wish {
  readonly name: 'podReady' | 'podNotReady' | 'podStart' | 'podGone' | 'nodeReady' | 'nodeUnknown';
  readonly until: Until;
}

/** What one may wait for of the thing that is selected. */
function wishesFor(selection: Selection | undefined): readonly Wish[] {
  if (selection === undefined) return [];
  const { name } = selection;
  if (selection.kind === 'node') {
    const node = { until: 'condition', resource: 'nodes', namespace: '', name, type: 'Ready' } as const;
    return [
      { name: 'nodeReady', until: { ...node, status: 'True' } },
      { name: 'nodeUnknown', until: { ...node, status: 'Unknown' } },
    ];
  }
  const { namespace } = selection;
  const pod = { until: 'condition', resource: 'pods', namespace, name, type: 'Ready' } as const;
  return [
    { name: 'podReady', until: { ...pod, status: 'True' } },
    { name: 'podNotReady', until: { ...pod, status: 'False' } },
    { name: 'podStart', until: { until: 'start', namespace, name } },
    { name: 'podGone', until: { until: 'gone', namespace, name } },
  ];
}

/** Runs to a later time, or until something comes true of what is selected, and stops there. */
export function UntilMenu({ disabled }: { readonly disabled: boolean }) {
  const { t } = useTranslation();
  const selection = useSelection();
  const wishes = wishesFor(selection);
  const [asks, setAsks] = useState(false);
  return (
    <>
      <select
        className="button until"
        aria-label={t('time.until')}
        title={t('time.until')}
        disabled={disabled}
        value=""
        onChange={(event) => {
          const { value } = event.currentTarget;
          const leap = leapNames.find((one) => one === value);
          const wish = wishes.find((one) => one.name === value);
          if (value === 'chosen') setAsks(true);
          else if (leap !== undefined) skipTo({ until: 'time', at: clock.getState().head + leaps[leap] });
          else if (wish !== undefined) skipTo(wish.until);
        }}
      >
        <option value="" disabled>
          {t('time.untilShort')}
        </option>
        {leapNames.map((leap) => (
          <option key={leap} value={leap}>
            {t(`time.leap.${leap}`)}
          </option>
        ))}
        <option value="chosen">{t('time.chosen')}</option>
        {selection !== undefined && (
          <optgroup label={selection.name}>
            {wishes.map((wish) => (
              <option key={wish.name} value={wish.name}>
                {t(`time.wish.${wish.name}`)}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      {asks && <GoToTime onClose={() => setAsks(false)} />}
    </>
  );
}
