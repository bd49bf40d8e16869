import type { CSSProperties } from 'react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { KubeObject } from '../../engine/api/types.ts';
import { useCluster } from '../store/cluster.ts';
import { yamlLines } from './yaml-lines.ts';

/** The object as the API server keeps it; the margin says who wrote what. */
export default function Yaml({ object }: { readonly object: KubeObject }) {
  const { t } = useTranslation();
  const release = useCluster((state) => state.ready?.config.release ?? '1.20');
  const lines = useMemo(() => yamlLines(object, { name: release }), [object, release]);
  return (
    <>
      <p className="soft note">{t('inspector.yamlNote')}</p>
      <pre className="yaml" tabIndex={0}>
        {lines.map(({ text, author }, index) => {
          const begins = author !== 'you' && author !== lines[index - 1]?.author;
          return (
            <span
              key={index}
              className="yaml-line"
              data-author={author}
              style={{ '--depth': text.search(/[^ ]|$/) } as CSSProperties}
            >
              <span>{text}</span>
              {begins && <em>{t(`inspector.author.${author}`)}</em>}
              {'\n'}
            </span>
          );
        })}
      </pre>
    </>
  );
}
