import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceStep } from '../../session/trace.ts';
import type { PodModel } from '../canvas/pod-model.ts';
import { useClock } from '../store/clock.ts';
import { traceOf } from '../store/session.ts';
import { seek } from '../time/controls.ts';
import { clockText } from '../time/duration.ts';
import { StepDetail } from './step-detail.tsx';
import { headline } from './step-words.ts';
import { stations, stationsOf } from './trace-store.ts';
import './trace.css';

/** Wall ms that a step is shown for while it is played. */
const pace = 1800;

/** The way of a Pod through the cluster, one step at a time: who asked, what the API server made of it, who heard of it, what was done. */
export default function Trace({ pod, version }: { readonly pod: PodModel; readonly version: string | undefined }) {
  const { t } = useTranslation();
  const { namespace, name, node } = pod;
  const [steps, setSteps] = useState<readonly TraceStep[]>([]);
  const [chosen, setChosen] = useState(0);
  const [plays, setPlays] = useState(false);
  const looksBack = useClock((state) => state.time < state.head);
  const shown = Math.min(chosen, Math.max(0, steps.length - 1));
  const step = steps[shown];

  useEffect(() => {
    if (looksBack) return;
    let current = true;
    void traceOf({ namespace, name }).then((found) => current && setSteps(found));
    return () => {
      current = false;
    };
  }, [namespace, name, version, looksBack]);

  useEffect(() => {
    stations.setState({ marked: step === undefined ? [] : stationsOf(step, node) });
  }, [step, node]);

  useEffect(() => () => stations.setState({ marked: [] }), []);

  useEffect(() => {
    if (!plays) return;
    const timer = setTimeout(() => {
      if (shown + 1 < steps.length) setChosen(shown + 1);
      else setPlays(false);
    }, pace);
    return () => clearTimeout(timer);
  }, [plays, shown, steps.length]);

  if (step === undefined) return <p className="soft none">{t('trace.none')}</p>;
  const go = (to: number): void => {
    setPlays(false);
    setChosen(Math.max(0, Math.min(to, steps.length - 1)));
  };
  return (
    <div className="trace">
      <div className="trace-controls" role="group" aria-label={t('trace.controls')}>
        <button type="button" className="button" disabled={shown === 0} onClick={() => go(shown - 1)}>
          {t('trace.back')}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            if (!plays && shown === steps.length - 1) setChosen(0);
            setPlays(!plays);
          }}
        >
          {t(plays ? 'trace.stop' : 'trace.play')}
        </button>
        <button type="button" className="button" disabled={shown === steps.length - 1} onClick={() => go(shown + 1)}>
          {t('trace.next')}
        </button>
        <span className="soft">{t('trace.count', { step: shown + 1, steps: steps.length })}</span>
      </div>
      <ol className="trace-steps">
        {steps.map((one, index) => (
          <li key={index} data-kind={one.kind} aria-current={index === shown ? 'step' : undefined}>
            <button type="button" className="trace-step" onClick={() => go(index)}>
              <time className="mono soft">{clockText(one.at).slice(3)}</time>
              <span>{headline(one, t)}</span>
            </button>
            {index === shown && (
              <div className="trace-detail" aria-live="polite">
                <StepDetail step={one} pod={pod} />
                <button type="button" className="link trace-seek" onClick={() => seek(one.at)}>
                  {t('trace.see', { time: clockText(one.at) })}
                </button>
              </div>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
