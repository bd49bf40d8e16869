import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnixNow } from '../store/clock.ts';
import { useStations } from '../trace/trace-store.ts';
import type { NodeModel, Share } from './cluster-model.ts';
import type { NodePlace } from './scene.ts';
import { rounded } from './rounded-path.ts';
import { fitText, textWidth } from './text-width.ts';
import { nodeLabel, nodeState, percent } from './words.ts';

interface NodeProps {
  readonly node: NodeModel;
  readonly place: NodePlace;
  readonly selected: boolean;
}

const barWidth = 78;

/** The bridge and its Pods' addresses, as much as there is room for. */
const bridgeName = (cidr: string, room: number): string =>
  [`cni0 ${cidr}`, cidr].find((one) => textWidth(one, 10.5, true) <= room) ?? 'cni0';

/** A machine: its frame, its name and state, what is requested of it, its kubelet, and its bridge. */
export const NodeShape = memo(function NodeShape({ node, place, selected }: NodeProps) {
  const { t } = useTranslation();
  const now = useUnixNow(1000);
  const marked = useStations().includes(`node/${node.name}`);
  const state = nodeState(node, now, t);
  // A dozen nodes side by side leave each just room for its name.
  const slim = place.width < 110;
  const pad = slim ? 10 : 18;
  const nameSize = slim ? 12.5 : 14;
  const nameWidth = textWidth(node.name, 14) + 10;
  const roomy = place.width > 330;
  const room = place.width - 36 - nameWidth - (roomy ? barWidth + 52 : 0);
  const full = state.silent ? state.line : `${state.line} · ${node.address}`;
  // The address gives way first; a state too long to stand beside the name stands below it.
  const beside = [full, state.line].find((one) => textWidth(one, 12) <= room);
  const below = [beside === undefined && !slim ? state.line : '', state.more].filter((one) => one !== '').join(' · ');
  const x = (value: number): number => value - place.x;
  const y = (value: number): number => value - place.y;
  return (
    <g
      className="node"
      data-item={`node/${node.name}`}
      data-silent={state.silent}
      data-marked={marked}
      data-short={node.pressures.length > 0}
      data-off={!node.powered}
      role="treeitem"
      aria-level={1}
      aria-selected={selected}
      aria-expanded
      aria-label={nodeLabel(node, now, t)}
      tabIndex={-1}
      style={{ transform: `translate(${place.x}px, ${place.y}px)` }}
    >
      <path
        className="api-drop"
        data-kubelet={node.kubelet}
        d={rounded(place.apiWire.map((point) => ({ x: x(point.x), y: y(point.y) })))}
      />
      <rect className="frame" width={place.width} height={place.height} rx={18} />
      <Kubelet node={node} silent={state.silent} x={x(place.kubelet.x)} />
      <text className="node-name" x={pad} y={28} fontSize={nameSize}>
        {fitText(node.name, place.width - pad - 4, nameSize)}
      </text>
      <text className="node-state" x={18 + nameWidth} y={28} fontSize={12}>
        {beside ?? ''}
      </text>
      {below !== '' && (
        <text className={state.more === '' ? 'node-state' : 'node-more'} x={18} y={45} fontSize={12}>
          {fitText(below, place.width - 36 - (roomy ? barWidth + 52 : 0), 12)}
        </text>
      )}
      {roomy && (
        <g transform={`translate(${place.width - barWidth - 18} 20)`} aria-hidden="true">
          <Bar share={node.cpu} label={t('picture.cpu')} y={0} />
          <Bar share={node.memory} label={t('picture.memory')} y={11} />
        </g>
      )}
      <path
        className="uplink"
        d={`M${x(place.uplink.x)} ${y(place.uplink.from)}V${y(place.uplink.to)}`}
        data-cut={node.cut}
      />
      {node.cut && (
        <path
          className="cut"
          transform={`translate(${x(place.uplink.x)} ${(y(place.uplink.to) + place.height) / 2})`}
          d="M-6 -6L6 6M6 -6L-6 6"
        />
      )}
      <path className="bridge" d={`M${x(place.bridge.from)} ${y(place.bridge.y)}H${x(place.bridge.to)}`} />
      <text className="bridge-name mono" x={18} y={y(place.bridge.y) + 17} fontSize={10.5}>
        {bridgeName(node.podCIDR, place.width - 36)}
      </text>
    </g>
  );
});

function Bar({ share, label, y }: { readonly share: Share; readonly label: string; readonly y: number }) {
  const part = share.allocatable === 0 ? 0 : Math.min(1, share.requested / share.allocatable);
  return (
    <g transform={`translate(0 ${y})`}>
      <text className="bar-label" x={-6} y={4.5} fontSize={9.5} textAnchor="end">
        {`${label} ${percent(share)}`}
      </text>
      <rect className="bar-track" y={-1.5} width={barWidth} height={5} rx={2.5} />
      <rect className="bar-part" y={-1.5} width={barWidth * part} height={5} rx={2.5} data-full={part >= 0.9} />
    </g>
  );
}

/** The kubelet sits on the machine's edge, where the API server's word comes in. */
function Kubelet({ node, silent, x }: { readonly node: NodeModel; readonly silent: boolean; readonly x: number }) {
  const { t } = useTranslation();
  const stopped = node.kubelet === 'stopped' || !node.powered;
  return (
    <g
      className="kubelet"
      data-state={stopped ? 'stopped' : silent ? 'silent' : 'running'}
      transform={`translate(${x} 0)`}
    >
      <rect x={-32} y={-9} width={64} height={18} rx={9} />
      <text y={3.8} fontSize={10.5} textAnchor="middle">
        {t('picture.kubelet')}
      </text>
    </g>
  );
}
