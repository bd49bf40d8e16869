import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Box, Scene } from './scene.ts';
import { RelationLines } from './relation-lines.tsx';
import type { Relation } from './relations-model.ts';
import { fitText, textWidth } from './text-width.ts';

interface RelationsProps {
  readonly relations: readonly Relation[];
  readonly scene: Scene;
  /** The id of what is selected. */
  readonly selected: string | undefined;
  /** The key of the Pod that is selected: what leads to it shows. */
  readonly pod: string | undefined;
}

/** Services and owners, under the network: quiet, until one of them or one of their Pods is looked at. */
export const Relations = memo(function Relations({ relations, scene, selected, pod }: RelationsProps) {
  const [under, setUnder] = useState<string>();
  const shown = relations.filter((one) => scene.relations.has(one.id));
  const isActive = (one: Relation): boolean =>
    one.id === selected || one.id === under || (pod !== undefined && one.pods.some(({ key }) => key === pod));
  const { t } = useTranslation();
  const last = [...scene.relations.values()].at(-1);
  return (
    <g className="relations">
      {scene.hiddenRelations > 0 && last !== undefined && (
        <text className="caption" x={last.x + last.width + 10} y={last.y + 16} fontSize={11.5}>
          {t('picture.more', { count: scene.hiddenRelations })}
        </text>
      )}
      {shown.map((one) => {
        const box = scene.relations.get(one.id);
        return box === undefined || !isActive(one) ? null : (
          <RelationLines
            key={one.id}
            relation={one}
            from={box}
            scene={scene}
            only={one.id === selected || one.id === under ? undefined : pod}
          />
        );
      })}
      {shown.map((one) => {
        const box = scene.relations.get(one.id);
        return box === undefined ? null : (
          <Chip
            key={one.id}
            relation={one}
            box={box}
            parent={one.parent === undefined ? undefined : scene.relations.get(one.parent)}
            selected={one.id === selected}
            active={isActive(one)}
            onLook={setUnder}
          />
        );
      })}
    </g>
  );
});

/** How wide a relation's chip wants to be. */
export const chipWidth = (one: Relation): number =>
  Math.min(
    320,
    26 +
      textWidth(one.kind, 10.5) +
      6 +
      textWidth(one.name, 11.5) +
      (one.detail === '' ? 0 : 8 + textWidth(one.detail, 10.5, true)),
  );

/** From an owner's chip to its own, which begins at 0,0: straight to a neighbour, over the chips between to another one. */
function wayFrom(parent: Box, box: Box): string {
  const end = parent.x + parent.width - box.x;
  return end > -20 ? `M${end} ${box.height / 2}H0` : `M${end - 12} 0V-4H12V0`;
}

interface ChipProps {
  readonly relation: Relation;
  readonly box: Box;
  readonly parent: Box | undefined;
  readonly selected: boolean;
  readonly active: boolean;
  readonly onLook: (id: string | undefined) => void;
}

function Chip({ relation, box, parent, selected, active, onLook }: ChipProps) {
  const { t } = useTranslation();
  const { kind, name, detail } = relation;
  const kindWidth = textWidth(kind, 10.5);
  const detailWidth = detail === '' ? 0 : 8 + textWidth(detail, 10.5, true);
  return (
    <g
      className="relation"
      data-item={relation.id}
      data-resource={relation.resource}
      data-active={active}
      role="treeitem"
      aria-level={1}
      aria-selected={selected}
      aria-label={t('picture.relation', {
        name,
        kind,
        detail,
        ready: relation.pods.filter((one) => one.ready).length,
        total: relation.pods.length,
      })}
      tabIndex={-1}
      transform={`translate(${box.x} ${box.y})`}
      onPointerEnter={() => onLook(relation.id)}
      onPointerLeave={() => onLook(undefined)}
      onFocus={() => onLook(relation.id)}
      onBlur={() => onLook(undefined)}
    >
      {parent !== undefined && parent.y === box.y && parent.x < box.x && (
        <path className="relation-parent" d={wayFrom(parent, box)} />
      )}
      <rect
        className="relation-box"
        width={box.width}
        height={box.height}
        rx={relation.resource === 'services' ? 12 : 5}
      />
      <text className="relation-kind" x={11} y={16} fontSize={10.5}>
        {kind}
      </text>
      <text x={17 + kindWidth} y={16} fontSize={11.5}>
        {fitText(name, box.width - 28 - kindWidth - detailWidth, 11.5)}
      </text>
      <text className="relation-kind mono" x={box.width - 11} y={16} fontSize={10.5} textAnchor="end">
        {detail}
      </text>
    </g>
  );
}
