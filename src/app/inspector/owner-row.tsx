import { useTranslation } from 'react-i18next';
import type { KubeObject } from '../../engine/api/types.ts';
import { cluster } from '../store/cluster.ts';
import { select } from '../store/selection.ts';
import { ownerChain } from './owners.ts';
import { Row } from './row.tsx';

/** `ReplicaSet web-5d8f ← Deployment web`; nothing for an object that a person made. */
export function OwnerRow({ object }: { readonly object: KubeObject }) {
  const { t } = useTranslation();
  // Owners never change for an object; who is there to be selected is looked up when it is drawn.
  const chain = ownerChain(object, cluster.getState());
  if (chain.length === 0) return null;
  return (
    <Row name={t('inspector.owner')}>
      <span className="owner-chain">
        {chain.map(({ kind, name, resource }) => (
          <span key={`${kind}/${name}`}>
            <span className="soft">{kind}</span>{' '}
            {resource === undefined ? (
              name
            ) : (
              <button
                type="button"
                className="link"
                onClick={() => select({ kind: resource, namespace: object.metadata?.namespace ?? '', name })}
              >
                {name}
              </button>
            )}
          </span>
        ))}
      </span>
    </Row>
  );
}
