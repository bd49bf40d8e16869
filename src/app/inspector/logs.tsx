import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PodModel } from '../canvas/pod-model.ts';
import { useVirtualTime } from '../store/clock.ts';
import { readApi } from '../store/session.ts';

/** The last lines that a container printed, read through the API as `kubectl logs --tail` does. */
export function Logs({ pod, container }: { readonly pod: PodModel; readonly container: string | undefined }) {
  const { t } = useTranslation();
  const names = pod.containers.map((one) => one.name);
  const [chosen, setChosen] = useState<string>();
  const [previous, setPrevious] = useState(false);
  const [text, setText] = useState<string>();
  const name = chosen ?? container ?? pod.containers.find((one) => one.role === 'app')?.name ?? names[0] ?? '';
  const second = useVirtualTime(1000);

  useEffect(() => {
    let current = true;
    const query = `container=${encodeURIComponent(name)}&tailLines=200${previous ? '&previous=true' : ''}`;
    void readApi(`/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/log?${query}`).then(({ body }) => {
      if (current) setText(typeof body === 'string' ? body : statusMessage(body));
    });
    return () => {
      current = false;
    };
  }, [pod.namespace, pod.name, name, previous, second]);

  return (
    <>
      <div className="log-tools">
        <label>
          <span className="visually-hidden">{t('inspector.logsOf')}</span>
          <select className="button" value={name} onChange={(event) => setChosen(event.currentTarget.value)}>
            {names.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <label className="soft">
          <input type="checkbox" checked={previous} onChange={(event) => setPrevious(event.currentTarget.checked)} />{' '}
          {t('inspector.previous')}
        </label>
      </div>
      {text === '' ? (
        <p className="soft none">{t('inspector.noLogs')}</p>
      ) : (
        <pre className="log" tabIndex={0}>
          {text ?? ''}
        </pre>
      )}
    </>
  );
}

const statusMessage = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string'
    ? body.message
    : '';
