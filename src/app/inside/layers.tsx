import { useTranslation } from 'react-i18next';
import { humanDuration } from '../../engine/api/duration.ts';
import type { Pod } from '../../engine/api/types.ts';
import type { Release } from '../../engine/releases/release.ts';
import type { PodModel } from '../canvas/pod-model.ts';
import { Mark } from '../canvas/mark.tsx';
import { containerState } from '../canvas/words.ts';
import { useUnixNow } from '../store/clock.ts';
import type { StatusStep } from '../../engine/api/pod-status.ts';
import { podStatus } from '../../engine/api/pod-status.ts';

const phases = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const;

/** Conditions with a word of their own; others are shown with what they say themselves. */
const known = [
  'PodScheduled',
  'PodReadyToStartContainers',
  'Initialized',
  'ContainersReady',
  'Ready',
  'DisruptionTarget',
  'PodResizePending',
  'PodResizeInProgress',
] as const;
type KnownCondition = (typeof known)[number];
const order = (type: string): number => (known as readonly string[]).indexOf(type) + 1 || known.length + 1;

interface LayersProps {
  readonly pod: PodModel;
  readonly object: Pod;
  readonly release: Release['name'];
}

/** A Pod has three states at once: phase, conditions, container states; and kubectl prints a fourth, made of them. */
export function Layers({ pod, object, release }: LayersProps) {
  const { t } = useTranslation();
  const now = useUnixNow(1000);
  const conditions = (object.status?.conditions ?? []).toSorted((a, b) => order(a.type) - order(b.type));
  return (
    <div className="layers">
      <section aria-labelledby="layer-phase">
        <h3 id="layer-phase">{t('inside.layer.phase')}</h3>
        <p className="soft">{t('inside.layer.phaseNote')}</p>
        <ol className="phases">
          {phases.map((one) => (
            <li key={one} aria-current={one === pod.phase ? 'step' : undefined}>
              <b>{one}</b>
              {one === pod.phase && <span>{t(`inspector.phaseNote.${one}`)}</span>}
            </li>
          ))}
        </ol>
      </section>
      <section aria-labelledby="layer-conditions">
        <h3 id="layer-conditions">{t('inside.layer.conditions')}</h3>
        <p className="soft">{t('inside.layer.conditionsNote')}</p>
        <ul className="condition-list">
          {conditions.map((one) => (
            <li key={one.type} data-status={one.status}>
              <b>{one.type}</b>
              <span className="mono">{one.status}</span>
              <span className="soft mono">{humanDuration(now - Date.parse(one.lastTransitionTime ?? ''))}</span>
              <p>
                {one.status === 'True' || one.message === undefined || one.message === ''
                  ? conditionText(one.type)
                  : one.message}
              </p>
            </li>
          ))}
          {conditions.length === 0 && <li className="soft">–</li>}
        </ul>
      </section>
      <section aria-labelledby="layer-containers">
        <h3 id="layer-containers">{t('inside.layer.containers')}</h3>
        <p className="soft">{t('inside.layer.containersNote')}</p>
        <ul className="state-list">
          {pod.containers.map((one) => (
            <li key={one.name} data-tone={one.tone}>
              <svg width="11" height="11" viewBox="0 0 11 11" aria-hidden="true">
                <Mark tone={one.tone} x={5.5} y={5.5} hollow={one.tone === 'running' && !one.ready} />
              </svg>
              <b>{one.name}</b>
              <span className="soft">{t(one.ready ? 'inside.layer.ready' : 'inside.layer.notReady')}</span>
              <p>{containerState(one, t)}</p>
            </li>
          ))}
        </ul>
      </section>
      <Kubectl pod={pod} object={object} release={release} />
    </div>
  );

  function conditionText(type: string): string {
    const name = known.find((one): one is KnownCondition => one === type);
    return name === undefined ? '' : t(`inside.condition.${name}`);
  }
}

/** What kubectl get pod prints, and how it comes about. */
function Kubectl({ pod, object, release }: LayersProps) {
  const { t } = useTranslation();
  const steps: StatusStep[] = [];
  podStatus(object, release, (step) => steps.push(step));
  const ready = pod.containers.filter((one) => one.ready && one.role !== 'init').map((one) => one.name);
  return (
    <section className="kubectl-line" aria-labelledby="layer-kubectl">
      <h3 id="layer-kubectl">{t('inside.layer.kubectl')}</h3>
      <div className="kubectl-columns">
        <div>
          <span className="mono soft">NAME</span>
          <b className="mono">{pod.name}</b>
        </div>
        <div>
          <span className="mono soft">READY</span>
          <b className="mono">{`${pod.readyContainers}/${pod.totalContainers}`}</b>
          <p>
            {ready.length === 0
              ? t('inside.layer.readyNone', { total: pod.totalContainers })
              : t('inside.layer.readyOf', { names: ready.join(', '), total: pod.totalContainers })}
          </p>
        </div>
        <div>
          <span className="mono soft">STATUS</span>
          <b className="mono" data-tone={pod.tone}>
            {pod.status}
          </b>
          <ol>
            {steps.map((step, index) => (
              <li key={index} data-last={index === steps.length - 1}>
                {t(`inside.step.${step.from}`, { container: step.container ?? '', status: step.status })}
              </li>
            ))}
          </ol>
        </div>
        <div>
          <span className="mono soft">RESTARTS</span>
          <b className="mono">{pod.restarts}</b>
          <p>
            {pod.restarts === 0
              ? t('inside.layer.noRestarts')
              : pod.containers
                  .filter((one) => one.restarts > 0)
                  .map((one) => `${one.name} ${one.restarts}`)
                  .join(' + ')}
          </p>
        </div>
      </div>
    </section>
  );
}
