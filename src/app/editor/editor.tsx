import type { FormEvent } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster } from '../store/cluster.ts';
import { WhyBox } from '../why/why-box.tsx';
import { whyRefused } from '../why/why-refusal.ts';
import './editor.css';
import { baseName, dismissResult, newFile, openFile, submitActive, useEditor } from './files.ts';
import { TextArea } from './text-area.tsx';

/** The YAML editor: files of the workstation's home directory, with kubectl's create and apply as buttons. */
export function Editor() {
  const { t } = useTranslation();
  const files = useCluster((state) => state.files);
  const active = useEditor((state) => state.active);
  const submitting = useEditor((state) => state.submitting);
  const outcome = useEditor((state) => state.result);
  useEffect(() => {
    if (active !== undefined)
      document.getElementById(`file-tab:${active}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  const paths = [...files.keys()];
  if (active !== undefined && !files.has(active)) paths.push(active);
  const file = active === undefined ? '' : baseName(active);
  const refused =
    outcome === undefined || outcome.result.exitCode === 0 ? undefined : whyRefused(outcome.result.stderr);
  return (
    <div className="editor">
      <div className="tab-bar">
        <div className="tab-list" role="tablist" aria-label={t('editor.files')}>
          {paths.map((path) => (
            <button
              key={path}
              type="button"
              role="tab"
              className="tab"
              id={`file-tab:${path}`}
              aria-controls="file-panel"
              aria-selected={path === active}
              tabIndex={path === active ? 0 : -1}
              onClick={() => openFile(path)}
              onKeyDown={(event) => {
                const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
                if (by === 0) return;
                const next = paths[(paths.indexOf(path) + by + paths.length) % paths.length];
                if (next === undefined) return;
                openFile(next);
                document.getElementById(`file-tab:${next}`)?.focus();
              }}
            >
              {baseName(path)}
            </button>
          ))}
        </div>
        <NewFile />
        <span className="spring" />
        {active !== undefined && (
          <>
            <button
              type="button"
              className="button plain"
              disabled={submitting}
              title={t('editor.applyLong', { file })}
              onClick={() => void submitActive('apply')}
            >
              {t('editor.apply')}
            </button>
            <button
              type="button"
              className="button primary small"
              disabled={submitting}
              title={t('editor.createLong', { file })}
              onClick={() => void submitActive('create')}
            >
              {t('editor.create')}
            </button>
          </>
        )}
      </div>
      {active === undefined ? (
        <p className="editor-empty">{t('editor.empty')}</p>
      ) : (
        <div className="editor-text" role="tabpanel" id="file-panel" aria-labelledby={`file-tab:${active}`}>
          <TextArea path={active} />
          <span className="leave">{t('panel.leave')}</span>
        </div>
      )}
      <div className="editor-result" role="status" aria-label={t('editor.result')}>
        {outcome !== undefined && outcome.path === active && (
          <div className="result" data-good={outcome.result.exitCode === 0}>
            <div className="result-text">
              <pre>{(outcome.result.stdout + outcome.result.stderr).trimEnd()}</pre>
              {refused !== undefined && <WhyBox why={refused} tone="failed" />}
            </div>
            <button type="button" className="button plain" aria-label={t('editor.dismiss')} onClick={dismissResult}>
              ×
            </button>
          </div>
        )}
      </div>
    </div>
  );
}

function NewFile() {
  const { t } = useTranslation();
  const [naming, setNaming] = useState(false);
  if (!naming) {
    return (
      <button
        type="button"
        className="button plain tab-add"
        aria-label={t('editor.newFile')}
        title={t('editor.newFile')}
        onClick={() => setNaming(true)}
      >
        +
      </button>
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name');
    if (typeof name === 'string' && name.trim() !== '') newFile(name.trim());
    setNaming(false);
  };
  return (
    <form onSubmit={submit} className="new-file">
      <input
        name="name"
        autoFocus
        aria-label={t('editor.newName')}
        placeholder="pod.yaml"
        pattern="[^\/]+"
        title={t('editor.badName')}
        onBlur={() => setNaming(false)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setNaming(false);
        }}
      />
    </form>
  );
}
