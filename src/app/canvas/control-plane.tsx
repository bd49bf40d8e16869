import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster } from '../store/cluster.ts';
import { useStations } from '../trace/trace-store.ts';
import { onFrame } from '../store/session.ts';
import type { ComponentId, Scene } from './scene.ts';
import { reducedMotion } from './motion.ts';

/** The row at the top. A component pulses when it does something; the line below leads to every kubelet. */
export function ControlPlane({ scene, waiting }: { readonly scene: Scene; readonly waiting: number }) {
  const { t } = useTranslation();
  const revision = useCluster((state) => state.revision);
  const marked = useStations();
  const group = useRef<SVGGElement>(null);

  useEffect(
    () =>
      onFrame((frame) => {
        for (const { component } of frame.activity) pulse(group.current, component);
      }),
    [],
  );

  const by = new Map(scene.components.map((one) => [one.id, one]));
  const api = by.get('apiserver');
  const etcd = by.get('etcd');
  const workstation = by.get('workstation');
  const { apiLine } = scene;
  const words: Readonly<Record<ComponentId, string>> = {
    workstation: t('picture.workstation'),
    apiserver: t('picture.apiserver'),
    etcd: t('picture.etcd'),
    scheduler: t('picture.scheduler'),
    controllers: t('picture.controllers'),
  };
  const { queue, narrow } = scene;
  return (
    <g className="control-plane" ref={group}>
      <path className="api-line" d={`M${apiLine.from.x} ${apiLine.from.y}V${apiLine.y}H${apiLine.to}`} />
      {!narrow && api !== undefined && workstation !== undefined && (
        <>
          <path className="api-line" d={`M${workstation.x + workstation.width} ${api.y + 14}H${api.x}`} />
          <text className="caption" x={api.x} y={13} fontSize={11}>
            {t('picture.controlPlane')}
          </text>
        </>
      )}
      {scene.components.map((one) => (
        <g
          key={one.id}
          className="component"
          data-component={one.id}
          data-marked={marked.includes(one.id)}
          transform={`translate(${one.x} ${one.y})`}
          aria-hidden="true"
        >
          <rect
            className="component-box"
            width={one.width}
            height={one.height}
            rx={one.id === 'workstation' ? 7 : 14}
          />
          <rect
            className="component-pulse"
            width={one.width}
            height={one.height}
            rx={one.id === 'workstation' ? 7 : 14}
          />
          <text x={one.width / 2} y={18.2} fontSize={12} textAnchor="middle">
            {words[one.id]}
          </text>
        </g>
      ))}
      {!narrow && etcd !== undefined && (
        <text className="caption mono" x={etcd.x + etcd.width / 2} y={13} fontSize={10} textAnchor="middle">
          {t('picture.revision', { revision })}
        </text>
      )}
      {!narrow && waiting > 0 && (
        <text className="caption" data-waiting="true" x={queue.x} y={13} fontSize={11}>
          {t('picture.waiting', { count: waiting })}
        </text>
      )}
      {scene.hiddenWaiting > 0 && (
        <text
          className="caption"
          x={queue.x + queue.width}
          y={queue.y + queue.height / 2 + 4}
          fontSize={11.5}
          textAnchor="end"
        >
          {t('picture.more', { count: scene.hiddenWaiting })}
        </text>
      )}
    </g>
  );
}

const quiet = new WeakMap<Element, number>();

function pulse(group: SVGGElement | null, component: ComponentId): void {
  const box = group?.querySelector(`[data-component="${component}"] .component-pulse`);
  if (box === null || box === undefined || reducedMotion()) return;
  // A busy API server glows; it must not flicker.
  const now = performance.now();
  if (now - (quiet.get(box) ?? 0) < 220) return;
  quiet.set(box, now);
  box.animate([{ opacity: 1 }, { opacity: 0 }], { duration: 620, easing: 'ease-out' });
}
