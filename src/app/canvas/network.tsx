import { useTranslation } from 'react-i18next';
import type { Scene } from './layout.ts';
import { textWidth } from './text-width.ts';

/** The flat network: one line under all nodes. */
export function Network({ scene, cidr }: { readonly scene: Scene; readonly cidr: string }) {
  const { t } = useTranslation();
  const [first] = scene.network;
  const last = scene.network.at(-1);
  if (first === undefined || last === undefined) return null;
  const long = t('picture.network', { cidr });
  const words = textWidth(long, 12) < first.to - first.from ? long : t('picture.networkShort', { cidr });
  return (
    <g className="network">
      {scene.network.map((line) => (
        <path key={line.y} className="network-line" d={`M${line.from} ${line.y}H${line.to}`} />
      ))}
      {last !== first && <path className="network-line" d={`M${first.from} ${first.y}V${last.y}`} />}
      <text className="caption" x={last.from + 4} y={last.y + 19} fontSize={12}>
        {words}
      </text>
    </g>
  );
}
