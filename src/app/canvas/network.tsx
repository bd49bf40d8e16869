import { useTranslation } from 'react-i18next';
import type { Scene } from './scene.ts';
import { textWidth } from './text-width.ts';

/** The flat network: one line under all nodes. */
export function Network({ scene, cidr }: { readonly scene: Scene; readonly cidr: string }) {
  const { t } = useTranslation();
  const [first] = scene.network;
  const last = scene.network.at(-1);
  if (first === undefined || last === undefined) return null;
  const long = cidr === '' ? t('picture.networkUnknown') : t('picture.network', { cidr });
  const room = last.to - last.from;
  const words =
    [long, cidr === '' ? t('picture.networkUnknownShort') : t('picture.networkShort', { cidr })].find(
      (one) => textWidth(one, 12) < room,
    ) ?? cidr;
  // Lines to Services and owners come up at the left.
  const aside = !scene.narrow && scene.relations.size > 0;
  return (
    <g className="network">
      {scene.network.map((line) => (
        <path key={line.y} className="network-line" d={`M${line.from} ${line.y}H${line.to}`} />
      ))}
      {last !== first && <path className="network-line" d={`M${first.from} ${first.y}V${last.y}`} />}
      <text
        className="caption"
        x={aside ? last.to - 4 : last.from + 4}
        y={last.y + 19}
        fontSize={12}
        textAnchor={aside ? 'end' : 'start'}
      >
        {words}
      </text>
    </g>
  );
}
