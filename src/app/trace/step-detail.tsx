import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecisionStep, TraceStep, WriteStep } from '../../session/trace.ts';
import type { PodModel } from '../canvas/pod-model.ts';

/** What there is to know of one step. */
export function StepDetail({ step, pod }: { readonly step: TraceStep; readonly pod: PodModel }) {
  const { t } = useTranslation();
  switch (step.kind) {
    case 'write':
      return <Write step={step} pod={pod} />;
    case 'decision':
      return <Decision step={step} />;
    case 'gone':
      return <p>{t('trace.goneLong', { revision: step.revision })}</p>;
    case 'event':
      return (
        <p>
          {step.message}
          {step.count > 1 && <span className="soft mono"> ×{step.count}</span>}
        </p>
      );
  }
}

const verbs: Readonly<Record<WriteStep['verb'], string>> = {
  create: 'POST',
  bind: 'POST',
  update: 'PATCH',
  delete: 'DELETE',
};

function Write({ step, pod }: { readonly step: WriteStep; readonly pod: PodModel }) {
  const { t } = useTranslation();
  const collection = `/api/v1/namespaces/${pod.namespace}/pods`;
  const sub = step.verb === 'bind' ? '/binding' : step.subresource === undefined ? '' : `/${step.subresource}`;
  const path = step.verb === 'create' ? collection : `${collection}/${pod.name}${sub}`;
  return (
    <dl className="trace-facts">
      <dt>{t('trace.request')}</dt>
      <dd className="mono">{`${verbs[step.verb]} ${path}`}</dd>
      <Paths name={t('trace.changed')} paths={step.changed} />
      <Paths name={t('trace.defaulted')} paths={step.defaulted} />
      <Paths name={t('trace.admitted')} paths={step.admitted} />
      <dt>{t('trace.stored')}</dt>
      <dd>{t('trace.revision', { revision: step.revision })}</dd>
      <dt>{t('trace.heard')}</dt>
      <dd>{step.heard.join(' · ')}</dd>
    </dl>
  );
}

function Paths({ name, paths }: { readonly name: string; readonly paths: readonly string[] }) {
  if (paths.length === 0) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd className="mono">
        {paths.map((path) => (
          <span key={path} className="trace-path">
            {path.split(/(?<=[.\]])(?=[a-zA-Z])/).map((part, index) => (
              <Fragment key={index}>
                {index > 0 && <wbr />}
                {part}
              </Fragment>
            ))}
          </span>
        ))}
      </dd>
    </>
  );
}

function Decision({ step }: { readonly step: DecisionStep }) {
  const { t } = useTranslation();
  return (
    <>
      <ul className="trace-nodes">
        {step.nodes.map(({ node, refused, scores }) => (
          <li key={node} data-chosen={node === step.node}>
            <b>{node}</b>
            {refused !== undefined && (
              <span>
                {t('trace.refused', { plugin: refused.plugin })} {refused.reasons.join(', ')}
              </span>
            )}
            {scores !== undefined && (
              <span className="trace-scores">
                <b>{t('trace.score', { score: sum(scores) })}</b>
                {Object.entries(scores).map(([plugin, score]) => (
                  <span key={plugin} className="mono soft">
                    {plugin} {score}
                  </span>
                ))}
              </span>
            )}
            {refused === undefined && scores === undefined && <span>{t('trace.onlyOne')}</span>}
          </li>
        ))}
      </ul>
      {step.message !== undefined && <p>{step.message}</p>}
    </>
  );
}

const sum = (scores: Readonly<Record<string, number>>): number =>
  Object.values(scores).reduce((total, one) => total + one, 0);
