import { nodesOf } from './nodes-of.ts';
import type { Box, Point, Scene } from './scene.ts';
import type { Relation } from './relations-model.ts';

interface LinesProps {
  readonly relation: Relation;
  /** The relation's chip. */
  readonly from: Box;
  readonly scene: Scene;
  /** The key of the one Pod to lead to; undefined: to all. */
  readonly only: string | undefined;
}

/**
 * From a chip to its Pods: solid where traffic goes or the Pod counts, dotted where it does not (yet). Where Pods are dots, one line leads to each
 * node, and its Pods there are framed.
 */
export function RelationLines({ relation, from, scene, only }: LinesProps) {
  const pods = relation.pods.flatMap(({ key, ready }) => {
    const place = scene.pods.get(key);
    return place === undefined || (only !== undefined && key !== only) ? [] : [{ key, ready, place }];
  });
  const start = { x: from.x + from.width / 2, y: from.y };
  const beside = relation.resource === 'services' ? -10 : 10;
  return (
    <g className="relation-lines" data-resource={relation.resource} aria-hidden="true">
      {scene.density === 'dot' ? (
        <>
          <path d={pods.map(({ place }) => frame(place)).join('')} />
          {nodesOf(scene, pods).map(({ node, ready }) => (
            <path
              key={node.name}
              data-ready={ready}
              d={curve(start, { x: node.x + node.width / 2 + beside, y: node.y + node.height })}
            />
          ))}
        </>
      ) : (
        pods.map(({ key, ready, place }) => (
          <path
            key={key}
            data-ready={ready}
            d={curve(start, { x: place.x + place.width / 2 + beside, y: place.y + place.height })}
          />
        ))
      )}
    </g>
  );
}

function curve(from: Point, to: Point): string {
  const bend = Math.min(90, Math.max(24, (from.y - to.y) / 2));
  return `M${from.x} ${from.y}C${from.x} ${from.y - bend} ${to.x} ${to.y + bend} ${to.x} ${to.y}`;
}

const frame = ({ x, y, width, height }: Box): string => `M${x - 1} ${y - 1}h${width + 2}v${height + 2}h${-width - 2}z`;
