import { useTranslation } from 'react-i18next';
import { input } from '../store/session.ts';
import type { ClusterModel } from './cluster-model.ts';

/** One more machine, under the next free name. */
export function AddNode({ model }: { readonly model: ClusterModel }) {
  const { t } = useTranslation();
  const taken = new Set(model.nodes.map((one) => one.name));
  let number = 1;
  while (taken.has(`node${number}`)) number++;
  const name = `node${number}`;
  return (
    <button
      type="button"
      className="button plain add-node"
      title={t('picture.addNodeLong', { name })}
      onClick={(event) => {
        event.stopPropagation();
        input({ kind: 'deed', deed: { deed: 'node-add', node: name } });
      }}
    >
      {t('picture.addNode')}
    </button>
  );
}
