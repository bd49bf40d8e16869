import { useTranslation } from 'react-i18next';
import { submitActive, useEditor } from '../editor/files.ts';

/** An empty cluster shows the one obvious next thing. */
export function Welcome() {
  const { t } = useTranslation();
  const file = useEditor((state) => state.active);
  const name = file?.split('/').at(-1);
  if (name === undefined) return null;
  return (
    <section className="welcome" aria-labelledby="welcome-title" onClick={(event) => event.stopPropagation()}>
      <h2 id="welcome-title">{t('welcome.title')}</h2>
      <p>{t('welcome.body', { file: name })}</p>
      <button type="button" className="button primary" onClick={() => void submitActive('create')}>
        {t('welcome.create')}
      </button>
      <p className="welcome-or">
        {t('welcome.or')} <code>kubectl create -f {name}</code>
      </p>
    </section>
  );
}
