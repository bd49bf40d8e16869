import { dump } from 'js-yaml';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { KubeObject } from '../../engine/api/types.ts';

/** The object as the API server keeps it. `kubectl get -o yaml` sorts keys too. */
export default function Yaml({ object }: { readonly object: KubeObject }) {
  const { t } = useTranslation();
  const text = useMemo(() => dump(object, { sortKeys: true, lineWidth: -1, noRefs: true }), [object]);
  return (
    <>
      <p className="soft note">{t('inspector.yamlNote')}</p>
      <pre className="yaml" tabIndex={0}>
        {text}
      </pre>
    </>
  );
}
