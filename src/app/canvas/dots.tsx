import type { TFunction } from 'i18next';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { dotLook, type DotLook, dotPath } from './dot-path.ts';
import type { PodPlace, Scene } from './scene.ts';
import type { PodModel } from './pod-model.ts';
import { podLabel } from './words.ts';

interface DotsProps {
  /** Of one node. */
  readonly pods: readonly PodModel[];
  readonly places: Scene['pods'];
  /** The key of the Pod that is selected. */
  readonly selected: string | undefined;
  readonly stale: boolean;
}

/**
 * A node's Pods as dots: one shape for all that look the same, and over each an invisible one to point at. A browser draws a few shapes for each node
 * many times a second, and thousands it does not.
 */
export const Dots = memo(function Dots({ pods, places, selected, stale }: DotsProps) {
  const { t } = useTranslation();
  const shapes = new Map<DotLook, { readonly tone: PodModel['tone']; d: string }>();
  for (const pod of pods) {
    const place = places.get(pod.key);
    if (place === undefined) continue;
    const look = dotLook(pod);
    const shape = shapes.get(look);
    if (shape === undefined) shapes.set(look, { tone: pod.tone, d: dotPath(look, place) });
    else shape.d += dotPath(look, place);
  }
  return (
    <g className="dots" data-stale={stale} role="group">
      {[...shapes].map(([look, { tone, d }]) => (
        <path key={look} data-look={look} data-tone={tone} d={d} />
      ))}
      {pods.map((pod) => {
        const place = places.get(pod.key);
        return place === undefined ? null : (
          <Dot key={pod.uid} pod={pod} place={place} selected={pod.key === selected} t={t} />
        );
      })}
    </g>
  );
});

interface DotProps {
  readonly pod: PodModel;
  readonly place: PodPlace;
  readonly selected: boolean;
  readonly t: TFunction;
}

const Dot = memo(function Dot({ pod, place, selected, t }: DotProps) {
  return (
    <rect
      className="pod dot"
      id={`pod:${pod.key}`}
      data-item={`pod/${pod.key}`}
      data-tone={pod.tone}
      data-density="dot"
      role="treeitem"
      aria-level={2}
      aria-selected={selected}
      aria-label={podLabel(pod, undefined, t)}
      tabIndex={-1}
      x={place.x}
      y={place.y}
      width={place.width}
      height={place.height}
      rx={2.5}
    />
  );
});
