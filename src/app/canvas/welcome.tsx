import { useTranslation } from 'react-i18next';
import { submitActive, useEditor } from '../editor/files.ts';
import { useCluster } from '../store/cluster.ts';

/** An empty cluster shows the one obvious next thing, and says whether it has had Pods before. */
export function Welcome() {
  const { t } = useTranslation();
  const file = useEditor((state) => state.active);
  const again = useCluster((state) => state.marks.some((mark) => mark.reason === 'Deleted'));
  const name = file?.split('/').at(-1);
  if (name === undefined) return null;
  return (
    <section className="welcome" aria-labelledby="welcome-title" onClick={(event) => event.stopPropagation()}>
      <h2 id="welcome-title">{t(again ? 'welcome.titleAgain' : 'welcome.title')}</h2>
      <p>{t('welcome.body', { file: name })}</p>
      <button
        type="button"
        className="button primary"
        onClick={(event) => {
          // This box goes with the first Pod: whoever came by keyboard goes on in the picture.
          event.currentTarget.closest('.picture')?.querySelector<SVGElement>('[data-item][tabindex="0"]')?.focus();
          void submitActive('create');
        }}
      >
        {t('welcome.create')}
      </button>
      <p className="welcome-or">
        {t('welcome.or')} <code>kubectl create -f {name}</code>
      </p>
    </section>
  );
}
