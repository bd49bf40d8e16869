import { useTranslation } from 'react-i18next';
import type { Deed } from '../../session/protocol.ts';
import type { NodeModel } from '../canvas/cluster-model.ts';
import type { PodModel } from '../canvas/pod-model.ts';
import { useIsRemote } from '../remote/remote-store.ts';
import { input } from '../store/session.ts';
import { openScreen, typeCommand } from '../terminal/screens.ts';

const act = (deed: Deed): boolean => input({ kind: 'deed', deed });

/** What hands can do to a Pod beside kubectl. */
export function PodHands({ pod }: { readonly pod: PodModel }) {
  const { t } = useTranslation();
  const remote = useIsRemote();
  const { node, sandboxId } = pod;
  const alive = pod.containers.filter((one) => one.tone === 'running' && (remote || one.id !== undefined));
  const namespace = pod.namespace === 'default' ? '' : ` -n ${pod.namespace}`;
  return (
    <div className="hands" role="group" aria-label={t('inspector.hands')}>
      {node !== undefined &&
        alive.map((one) => (
          <button
            key={one.name}
            type="button"
            className="button"
            disabled={remote}
            title={t('inspector.killLong', { name: one.name })}
            onClick={() => one.id !== undefined && act({ deed: 'kill', node, containerId: one.id })}
          >
            {t('inspector.deed.kill', { name: one.name })}
          </button>
        ))}
      {node !== undefined && sandboxId !== undefined && pod.plate?.alive === true && (
        <button
          type="button"
          className="button"
          title={t('inspector.killPauseLong')}
          onClick={() => act({ deed: 'kill', node, containerId: sandboxId })}
        >
          {t('inspector.deed.killPause')}
        </button>
      )}
      <button
        type="button"
        className="button"
        title={`kubectl delete pod ${pod.name}${namespace}`}
        onClick={() => typeCommand(`kubectl delete pod ${pod.name}${namespace}`)}
      >
        {t('inspector.deed.delete')}
      </button>
      {remote && <p className="soft">{t('remote.hands')}</p>}
    </div>
  );
}

/** What hands can do to a machine. */
export function NodeHands({ node }: { readonly node: NodeModel }) {
  const { t } = useTranslation();
  const remote = useIsRemote();
  const { name } = node;
  return (
    <div className="hands" role="group" aria-label={t('inspector.hands')}>
      <button
        type="button"
        className="button"
        disabled={remote}
        onClick={() => act({ deed: 'power', node: name, on: !node.powered })}
      >
        {t(node.powered ? 'inspector.deed.powerOff' : 'inspector.deed.powerOn')}
      </button>
      <button
        type="button"
        className="button"
        disabled={remote || !node.powered}
        title={`systemctl ${node.kubelet === 'running' ? 'stop' : 'start'} kubelet`}
        onClick={() => act({ deed: 'kubelet', node: name, on: node.kubelet !== 'running' })}
      >
        {t(node.kubelet === 'running' ? 'inspector.deed.kubeletStop' : 'inspector.deed.kubeletStart')}
      </button>
      <button
        type="button"
        className="button"
        disabled={remote || !node.powered}
        onClick={() => act({ deed: 'cut', node: name, cut: !node.cut })}
      >
        {t(node.cut ? 'inspector.deed.mend' : 'inspector.deed.cut')}
      </button>
      <button
        type="button"
        className="button"
        disabled={remote || node.controlPlane}
        title={t('inspector.removeLong', { name })}
        onClick={() => act({ deed: 'node-remove', node: name })}
      >
        {t('inspector.deed.remove')}
      </button>
      <button type="button" className="button" disabled={remote} title={`ssh ${name}`} onClick={() => openScreen(name)}>
        {t('inspector.deed.shell')}
      </button>
      {remote && <p className="soft">{t('remote.hands')}</p>}
    </div>
  );
}
