import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster } from '../store/cluster.ts';
import { baseName, editFile, fileText, useEditor } from './files.ts';
import type { CodeEditor } from './monaco.ts';

/**
 * The text of a file. It begins as a plain text field, so that it can be read and typed in at once; Monaco takes its place,
 * line for line, when the page is idle or the field is used.
 */
export function TextArea({ path }: { readonly path: string }) {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const code = useRef<CodeEditor>(undefined);
  const [wanted, setWanted] = useState(false);
  const [loaded, setLoaded] = useState(false);
  const disk = useCluster((state) => state.files.get(path));
  const draft = useEditor((state) => state.drafts.get(path));
  const text = draft ?? disk ?? '';
  const label = t('editor.text', { file: baseName(path) });

  useEffect(() => whenIdle(() => setWanted(true)), []);

  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    void import('./monaco.ts').then(({ createCodeEditor }) => {
      if (gone || host.current === null) return;
      code.current = createCodeEditor(host.current, editFile);
      setLoaded(true);
    });
    return () => {
      gone = true;
      code.current?.dispose();
      code.current = undefined;
    };
  }, [wanted]);

  useEffect(() => {
    if (loaded) code.current?.show(path, fileText(path), label);
  }, [loaded, path, text, label]);

  const lines = text.split('\n').length;
  return (
    <>
      <div className="monaco-host" ref={host} data-loaded={loaded} />
      {!loaded && (
        <div className="plain-text">
          <div className="plain-lines" aria-hidden="true">
            {Array.from({ length: lines }, (_, index) => index + 1).join('\n')}
          </div>
          <textarea
            aria-label={label}
            spellCheck={false}
            value={text}
            wrap="off"
            onFocus={() => setWanted(true)}
            onChange={(event) => editFile(path, event.currentTarget.value)}
          />
        </div>
      )}
    </>
  );
}

/** Calls once the page has nothing better to do; returns a cancel. */
function whenIdle(call: () => void): () => void {
  const later = setTimeout(() => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(call, { timeout: 4000 });
    else call();
  }, 1500);
  return () => clearTimeout(later);
}
