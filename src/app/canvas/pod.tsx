import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { containerBoxes } from './container-boxes.ts';
import { ContainerShape } from './container.tsx';
import type { PodPlace } from './scene.ts';
import { plateBox } from './scene.ts';
import { lackWords } from './lacks.ts';
import { Mark } from './mark.tsx';
import type { PodModel } from './pod-model.ts';
import { Ring, useTimeLeft } from './ring.tsx';
import { fitStart, fitText, textWidth } from './text-width.ts';
import { rounded } from './rounded-path.ts';
import { podLabel } from './words.ts';

interface PodProps {
  readonly pod: PodModel;
  readonly place: PodPlace;
  readonly selected: boolean;
  /** The container of this Pod that is selected. */
  readonly container: string | undefined;
  /** Its node does not answer: what is drawn is what was last heard. */
  readonly stale: boolean;
}

/** A Pod: a capsule whose base plate is the pause container; the containers stand on the plate. */
export const PodShape = memo(function PodShape({ pod, place, selected, container, stale }: PodProps) {
  const { t } = useTranslation();
  const left = useTimeLeft(pod.countdown, 1000);
  return (
    <g
      className="pod"
      id={`pod:${pod.key}`}
      data-item={`pod/${pod.key}`}
      data-tone={pod.tone}
      data-density={place.density}
      data-done={pod.done}
      data-stale={stale}
      role="treeitem"
      aria-level={2}
      aria-selected={selected && container === undefined}
      aria-label={podLabel(pod, left, t)}
      tabIndex={-1}
      style={{ transform: `translate(${place.x}px, ${place.y}px)` }}
    >
      <PodBody pod={pod} place={place} container={selected ? container : undefined} />
    </g>
  );
});

/** A Pod that is gone, while it fades. */
export function LeavingShape({ pod, place }: { readonly pod: PodModel; readonly place: PodPlace }) {
  return (
    <g
      className="pod leaving"
      data-tone={pod.tone}
      data-density={place.density}
      aria-hidden="true"
      style={{ transform: `translate(${place.x}px, ${place.y}px)` }}
    >
      <rect className="shell" width={place.width} height={place.height} rx={place.density === 'capsule' ? 14 : 8} />
    </g>
  );
}

function PodBody({ pod, place, container }: { pod: PodModel; place: PodPlace; container: string | undefined }) {
  switch (place.density) {
    case 'capsule':
      return <Capsule pod={pod} place={place} container={container} />;
    case 'card':
      return <Card pod={pod} place={place} />;
    case 'queue':
      return <Queued pod={pod} place={place} />;
    case 'tile':
      return (
        <g className="born">
          <rect className="shell" width={place.width} height={place.height} rx={6} />
          <Mark tone={pod.tone} x={place.width / 2} y={place.height / 2} hollow={isUnready(pod)} size={10} />
        </g>
      );
    case 'dot':
      return null;
  }
}

const isUnready = (pod: PodModel): boolean => pod.tone === 'running' && pod.readyContainers < pod.totalContainers;

function Capsule({ pod, place, container }: { pod: PodModel; place: PodPlace; container: string | undefined }) {
  const { t } = useTranslation();
  const { width, height } = place;
  const plate = plateBox(place);
  const boxes = containerBoxes(width, pod.containers);
  const ready = `${pod.readyContainers}/${pod.totalContainers}`;
  const status = pod.containers.some((one) => one.pull !== undefined) ? t('pod.pulling') : pod.status;
  const readyWidth = textWidth(ready, 11, true);
  return (
    <g className="born">
      {pod.plate?.alive === true && <Wire place={place} />}
      <rect className="shell" width={width} height={height} rx={14} />
      <text className="name" x={12} y={20} fontSize={12.5}>
        {fitText(pod.name, width - 30 - (pod.countdown === undefined ? 0 : 22), 12.5)}
      </text>
      <Mark tone={pod.tone} x={16.5} y={32} hollow={isUnready(pod)} />
      <text className="status" x={26} y={36} fontSize={11}>
        {fitStart(status, width - 46 - readyWidth, 11)}
      </text>
      <text className="ready mono" x={width - 12} y={36} fontSize={11} textAnchor="end">
        {ready}
      </text>
      <g role="group">
        {pod.containers.map((one, index) => {
          const box = boxes[index];
          return box === undefined ? null : (
            <ContainerShape
              key={one.name}
              podKey={pod.key}
              container={one}
              x={box.x}
              width={box.width}
              plateTop={plate.y}
              leads={index < pod.containers.length - 1}
              selected={container === one.name}
            />
          );
        })}
      </g>
      <Plate pod={pod} place={place} />
      <Volumes names={pod.volumes} y={height} room={width / 2 - 10} />
      {pod.countdown !== undefined && <Ring countdown={pod.countdown} x={width - 12} y={4} />}
    </g>
  );
}

/** Volumes hang on the Pod beside its containers: on the node's disk, seen by whoever mounts them. */
function Volumes({
  names,
  y,
  room,
}: {
  readonly names: readonly string[];
  readonly y: number;
  /** Up to the wire. */
  readonly room: number;
}) {
  const shown = names.slice(0, 3);
  const end = 15 + shown.length * 17;
  return (
    <g className="volume-discs" aria-hidden="true">
      {shown.map((name, index) => (
        <g key={name} transform={`translate(${15 + index * 17} ${y - 4})`}>
          <path d="M0 2.4v6.6c0 1.4 2.9 2.4 6.5 2.4s6.5-1 6.5-2.4v-6.6" />
          <ellipse cx={6.5} cy={2.4} rx={6.5} ry={2.4} />
          <title>{name}</title>
        </g>
      ))}
      {shown.length > 0 && (
        <text x={end} y={y + 10} fontSize={9.5}>
          {fitText(names.join(', '), room - end, 9.5)}
        </text>
      )}
    </g>
  );
}

/** The plate carries the network namespace: its IP, and the wire to the bridge. */
function Plate({ pod, place }: { readonly pod: PodModel; readonly place: PodPlace }) {
  const { t } = useTranslation();
  const box = plateBox(place);
  const state = pod.plate === undefined ? 'none' : pod.plate.alive ? 'alive' : 'gone';
  const baseline = box.y + box.height / 2 + 4;
  const right = box.x + box.width - 10;
  const word = t(state === 'alive' ? 'picture.pause' : 'picture.sandboxGone');
  const address = pod.plate?.ip ?? '';
  const room = box.width - 28 - textWidth(word, 10.5);
  return (
    <g className="plate" data-state={state}>
      <rect className="plate-box" {...box} rx={8} />
      {pod.plate === undefined ? (
        <text className="plate-word" x={place.width / 2} y={baseline} fontSize={11} textAnchor="middle">
          {t('picture.noSandbox')}
        </text>
      ) : (
        <>
          <text
            className={state === 'alive' ? 'plate-word mono' : 'plate-word'}
            x={box.x + 10}
            y={baseline}
            fontSize={10.5}
          >
            {word}
          </text>
          {pod.plate.host ? (
            <text className="plate-address" x={right} y={baseline} fontSize={10.5} textAnchor="end">
              {t('picture.hostNetwork')}
            </text>
          ) : (
            <text className="plate-address mono" x={right} y={baseline} fontSize={11} textAnchor="end">
              {textWidth(address, 11, true) <= room ? address : ''}
            </text>
          )}
        </>
      )}
    </g>
  );
}

function Wire({ place }: { readonly place: PodPlace }) {
  const points = place.wire.map((point) => ({ x: point.x - place.x, y: point.y - place.y }));
  const last = points.at(-1);
  if (last === undefined) return null;
  return (
    <g className="wire">
      <path d={rounded(points)} />
      <circle cx={last.x} cy={last.y} r={2.6} />
    </g>
  );
}

function Card({ pod, place }: { readonly pod: PodModel; readonly place: PodPlace }) {
  const { width, height } = place;
  const ready = `${pod.readyContainers}/${pod.totalContainers}`;
  return (
    <g className="born">
      {pod.plate?.alive === true && <Wire place={place} />}
      <rect className="shell" width={width} height={height} rx={9} />
      <path
        className="card-plate"
        data-state={pod.plate === undefined ? 'none' : 'alive'}
        d={`M9 ${height - 3.5}H${width - 9}`}
      />
      <text className="name" x={10} y={17} fontSize={11.5}>
        {fitText(pod.name, width - 20, 11.5)}
      </text>
      <Mark tone={pod.tone} x={14} y={29.5} hollow={isUnready(pod)} size={8} />
      <text className="status" x={23} y={33} fontSize={10.5}>
        {fitStart(pod.status, width - 36 - textWidth(ready, 10.5, true), 10.5)}
      </text>
      <text className="ready mono" x={width - 10} y={33} fontSize={10.5} textAnchor="end">
        {ready}
      </text>
    </g>
  );
}

/** A Pod that no node has been chosen for. */
function Queued({ pod, place }: { readonly pod: PodModel; readonly place: PodPlace }) {
  const { t } = useTranslation();
  const lack = pod.unschedulable === undefined ? '' : lackWords(pod.unschedulable, t);
  const middle = place.height / 2;
  return (
    <g className="born">
      <rect className="shell" width={place.width} height={place.height} rx={10} />
      <Mark tone={pod.tone} x={14} y={lack === '' ? middle : middle - 6.5} size={8} />
      <text className="name" x={24} y={lack === '' ? middle + 4 : middle - 2.5} fontSize={11.5}>
        {fitText(pod.name, place.width - 34, 11.5)}
      </text>
      <text className="status" x={24} y={middle + 11} fontSize={10.5}>
        {fitText(lack, place.width - 32, 10.5)}
      </text>
    </g>
  );
}
