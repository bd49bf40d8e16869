import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useClock } from '../store/clock.ts';
import type { PullView } from '../../session/protocol.ts';
import { Mark } from './mark.tsx';
import type { ContainerModel } from './pod-model.ts';
import { fitStart, fitText, textWidth } from './text-width.ts';
import { containerDetail, containerLabel, isUnready } from './words.ts';

interface ContainerProps {
  readonly podKey: string;
  readonly container: ContainerModel;
  readonly x: number;
  readonly width: number;
  readonly plateTop: number;
  /** Another one comes after it: an init container points there. */
  readonly leads: boolean;
  readonly selected: boolean;
}

const top = 46;
const height = 48;

export const ContainerShape = memo(function ContainerShape(props: ContainerProps) {
  const { podKey, container, x, width, plateTop, leads, selected } = props;
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
      data-unready={isUnready(container)}
      role="treeitem"
      aria-level={3}
      aria-selected={selected}
      aria-label={containerLabel(container, t)}
      tabIndex={-1}
    >
      <path className="leg" d={`M${middle} ${top + height}V${plateTop}`} />
      <path className="box" d={outline(x, width, container.role === 'init' && leads)} />
      <rect className="probe-pulse" x={x} y={top} width={width} height={height} rx={7} />
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
              {fitStart(
                detail.short !== undefined && textWidth(detail.text, 10.5, detail.mono) > width - 8
                  ? detail.short
                  : detail.text,
                width - 8,
                10.5,
                detail.mono,
              )}
            </text>
          ) : (
            <Pull pull={container.pull} x={x} width={width} />
          )}
        </>
      )}
      {container.role !== 'app' && !slim && (
        <RoleTag role={container.role} x={x} room={width - restartsWidth(container)} />
      )}
      {container.restarts > 0 && <Restarts count={container.restarts} x={x + width - 3} />}
    </g>
  );
});

/** A box with round corners; that of an init container ends in a point: the next one comes after it. */
function outline(x: number, width: number, points: boolean): string {
  const right = x + width;
  const bottom = top + height;
  const end = points
    ? `H${right - 4}L${right + 5} ${top + height / 2}L${right - 4} ${bottom}`
    : `H${right - 7}a7 7 0 0 1 7 7V${bottom - 7}a7 7 0 0 1 -7 7`;
  return `M${x + 7} ${top}${end}H${x + 7}a7 7 0 0 1 -7 -7V${top + 7}a7 7 0 0 1 7 -7Z`;
}

/** Kubernetes' own word for what is not an ordinary container, where it fits. */
function RoleTag({ role, x, room }: { readonly role: string; readonly x: number; readonly room: number }) {
  const width = textWidth(role, 9) + 9;
  if (width > room - 8) return null;
  return (
    <g className="role-tag" transform={`translate(${x + 6} ${top - 6})`} aria-hidden="true">
      <rect width={width} height={12} rx={role === 'init' ? 2.5 : 6} />
      <text x={width / 2} y={9} fontSize={9} textAnchor="middle">
        {role}
      </text>
    </g>
  );
}

const restartsText = (count: number): string => (count > 99 ? '99+' : String(count));
const restartsWidth = ({ restarts }: ContainerModel): number =>
  restarts === 0 ? 0 : 20 + restartsText(restarts).length * 6;

/** How often it was started again. */
function Restarts({ count, x }: { readonly count: number; readonly x: number }) {
  const text = restartsText(count);
  const width = 20 + text.length * 6;
  return (
    <g className="restarts" transform={`translate(${x - width + 5} ${top - 5.5})`} aria-hidden="true">
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
  const whole = inner > 90 ? ` / ${Math.round(pull.totalBytes / 1e6)}` : '';
  return (
    <g className="pull">
      <text className="detail mono" x={x + width / 2} y={top + 35} fontSize={10.5} textAnchor="middle">
        {fitText(`${megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes)}${whole} MB`, inner, 10.5, true)}
      </text>
      <rect className="pull-track" x={x + 8} y={top + 40.5} width={inner} height={3} rx={1.5} />
      <rect className="pull-done" x={x + 8} y={top + 40.5} width={(inner * share) / 100} height={3} rx={1.5} />
    </g>
  );
}
