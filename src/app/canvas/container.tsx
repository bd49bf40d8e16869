import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useClock } from '../store/clock.ts';
import type { PullView } from '../../session/protocol.ts';
import { Mark } from './mark.tsx';
import type { ContainerModel } from './pod-model.ts';
import { fitText } from './text-width.ts';
import { containerDetail, containerLabel } from './words.ts';

interface ContainerProps {
  readonly podKey: string;
  readonly container: ContainerModel;
  readonly x: number;
  readonly width: number;
  readonly plateTop: number;
  readonly selected: boolean;
}

const top = 46;
const height = 48;

export const ContainerShape = memo(function ContainerShape(props: ContainerProps) {
  const { podKey, container, x, width, plateTop, selected } = props;
  const { t } = useTranslation();
  const middle = x + width / 2;
  const detail = containerDetail(container, t);
  const slim = width < 34;
  return (
    <g
      className="container"
      data-item={`container/${podKey}/${container.name}`}
      data-tone={container.tone}
      data-role={container.role}
      data-done={container.done}
      role="treeitem"
      aria-level={3}
      aria-selected={selected}
      aria-label={containerLabel(container, t)}
      tabIndex={-1}
    >
      <path className="leg" d={`M${middle} ${top + height}V${plateTop}`} />
      <rect className="box" x={x} y={top} width={width} height={height} rx={7} />
      <rect className="probe-pulse" x={x} y={top} width={width} height={height} rx={7} />
      {container.role === 'sidecar' && <path className="sidecar" d={`M${x + 4} ${top + 8}V${top + height - 8}`} />}
      {slim ? (
        <Mark tone={container.tone} x={middle} y={top + height / 2} size={9} />
      ) : (
        <>
          <text className="container-name" x={middle} y={top + 20} fontSize={11.5} textAnchor="middle">
            {fitText(container.name, width - 10, 11.5)}
          </text>
          {container.pull === undefined ? (
            <text
              className={detail.mono ? 'detail mono' : 'detail'}
              x={middle}
              y={top + 37}
              fontSize={10.5}
              textAnchor="middle"
            >
              {fitText(detail.text, width - 8, 10.5, detail.mono)}
            </text>
          ) : (
            <Pull pull={container.pull} x={x} width={width} />
          )}
        </>
      )}
      {container.restarts > 0 && <Restarts count={container.restarts} x={x + width - 3} />}
    </g>
  );
});

/** How often it was started again. */
function Restarts({ count, x }: { readonly count: number; readonly x: number }) {
  const text = count > 99 ? '99+' : String(count);
  const width = 20 + text.length * 6;
  return (
    <g className="restarts" transform={`translate(${x - width + 5} ${top - 6.5})`} aria-hidden="true">
      <rect width={width} height={15} rx={7.5} />
      <path d="M11 5.6a3.4 3.4 0 1 0 .4 2.9M11.2 3.4v2.5h-2.5" />
      <text className="mono" x={width - 5.5} y={11} fontSize={10} textAnchor="end">
        {text}
      </text>
    </g>
  );
}

/** A pull under way: the share and size that have come down. */
function Pull({ pull, x, width }: { readonly pull: PullView; readonly x: number; readonly width: number }) {
  const share = useClock((state) => {
    const whole = Math.max(1, pull.endsAt - pull.startedAt);
    return Math.round(100 * Math.min(1, Math.max(0, (state.time - pull.startedAt) / whole)));
  });
  const megabytes = (pull.totalBytes * share) / 100 / 1e6;
  const inner = width - 16;
  return (
    <g className="pull">
      <text className="detail mono" x={x + width / 2} y={top + 35} fontSize={10.5} textAnchor="middle">
        {`${megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes)} MB`}
      </text>
      <rect className="pull-track" x={x + 8} y={top + 40.5} width={inner} height={3} rx={1.5} />
      <rect className="pull-done" x={x + 8} y={top + 40.5} width={(inner * share) / 100} height={3} rx={1.5} />
    </g>
  );
}
