import type { KeyboardEvent, PointerEvent } from 'react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pod } from '../../engine/api/types.ts';
import type { PodModel } from '../canvas/pod-model.ts';
import { useTimeLeft } from '../canvas/ring.tsx';
import { countdownWords } from '../canvas/words.ts';
import { fitText } from '../canvas/text-width.ts';
import { useSize } from '../canvas/use-size.ts';
import { useUnixNow } from '../store/clock.ts';
import { objectsOf, useCluster } from '../store/cluster.ts';
import { spokenDuration } from '../time/duration.ts';
import { podLanes, ticks, zoomed } from './timeline.ts';

const left = 78;
const laneHeight = 26;
const top = 12;

/** Sandbox, containers and events on one time axis, from the Pod's creation to now; a part of it can be looked at closer. */
export function PodTimeline({ pod, object }: { readonly pod: PodModel; readonly object: Pod }) {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const { width } = useSize(host);
  const now = useUnixNow(500);
  const all = useCluster((state) => objectsOf(state, 'events'));
  const epoch = useCluster((state) => state.ready?.epochUnix ?? 0);
  const runtime = useCluster((state) => (pod.node === undefined ? undefined : state.runtimes.get(pod.node)));
  const remaining = useTimeLeft(pod.countdown, 1000);
  /** The part that shows, in ms since the Pod's creation; undefined: all of it, growing. */
  const [part, setPart] = useState<{ readonly from: number; readonly until: number }>();
  const drag = useRef<number>(undefined);
  const sandbox = runtime?.sandboxes.find((one) => one.id === pod.sandboxId);
  const sandboxFrom = sandbox === undefined ? undefined : epoch + sandbox.createdAt;
  const lanes = useMemo(() => {
    const events = [...all.values()].filter((event) => event.involvedObject.uid === pod.uid);
    return podLanes(object, events, sandboxFrom);
  }, [all, object, pod.uid, sandboxFrom]);

  const born = Date.parse(object.metadata?.creationTimestamp ?? '') || now;
  const ahead = pod.countdown !== undefined && pod.countdown.until > now ? pod.countdown.until : now;
  const whole = Math.max(ahead - born, 10_000);
  const begin = born + (part?.from ?? 0);
  const end = part === undefined ? born + whole : born + part.until;
  const drawn = Math.max(1, width - left - 2);
  const clamp = (at: number): number => Math.min(Math.max(at, begin), end);
  const x = (at: number): number => left + (drawn * (clamp(at) - begin)) / (end - begin);
  const shows = (from: number, until: number): boolean => until >= begin && from <= end;
  const height = top + lanes.length * laneHeight + 22;
  const look = (factor: number, at = 0.5, by = 0): void =>
    setPart((before) => zoomed(before ?? { from: 0, until: whole }, whole, factor, at, by));

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === '+' || event.key === '=') look(0.6);
    else if (event.key === '-') look(1 / 0.6);
    else if (event.key === '0') setPart(undefined);
    else if (event.key === 'ArrowLeft') look(1, 0.5, -0.2);
    else if (event.key === 'ArrowRight') look(1, 0.5, 0.2);
    else return;
    event.preventDefault();
  }

  function onPointerMove(event: PointerEvent): void {
    if (drag.current === undefined || part === undefined) return;
    look(1, 0.5, (drag.current - event.clientX) / drawn);
    drag.current = event.clientX;
  }

  return (
    <figure className="timeline">
      <div className="timeline-tools">
        {part !== undefined && (
          <button type="button" className="button plain" onClick={() => setPart(undefined)}>
            {t('picture.fit')}
          </button>
        )}
        <button type="button" className="button plain" aria-label={t('picture.zoomOut')} onClick={() => look(1 / 0.6)}>
          −
        </button>
        <button type="button" className="button plain" aria-label={t('picture.zoomIn')} onClick={() => look(0.6)}>
          +
        </button>
      </div>
      <div
        ref={host}
        className="timeline-drawing"
        tabIndex={0}
        role="group"
        aria-label={t('inspector.time')}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          drag.current = event.clientX;
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => (drag.current = undefined)}
        style={{ minHeight: height }}
      >
        {width > 0 && (
          <svg width={width} height={height} role="img" aria-label={laneWords()}>
            {ticks(begin - born, end - born, drawn / 90).map((at) => (
              <g key={at}>
                <path className="lane-tick" d={`M${x(born + at)} 2V${height - 20}`} />
                {x(born + at) < width - 12 && (
                  <text className="axis mono" x={x(born + at)} y={height - 5} fontSize={10} textAnchor="middle">
                    {at === 0 ? '0' : spokenDuration(at, t)}
                  </text>
                )}
              </g>
            ))}
            {lanes.map((lane, index) => {
              const y = top + index * laneHeight;
              return (
                <g key={lane.name}>
                  <text x={0} y={y + 4} fontSize={11.5}>
                    {lane.name === '' ? t('inspector.sandbox') : fitText(lane.name, left - 8, 11.5)}
                  </text>
                  <path className="lane" d={`M${left} ${y}H${width}`} />
                  {lane.stretches.map((one) => {
                    const until = one.until ?? (one.kind === 'backoff' ? ahead : now);
                    if (!shows(one.from, until)) return null;
                    const thin = one.kind === 'backoff' || one.kind === 'waiting';
                    return thin ? (
                      <path
                        key={`${one.kind}${one.from}`}
                        className="lane-waiting"
                        data-kind={one.kind}
                        d={`M${x(one.from)} ${y}H${x(until)}`}
                      />
                    ) : (
                      <rect
                        key={`${one.kind}${one.from}`}
                        className="stretch"
                        data-kind={one.kind}
                        x={x(one.from)}
                        y={y - 4.5}
                        width={Math.max(4, x(until) - x(one.from))}
                        height={9}
                        rx={4}
                      >
                        <title>{t(`inspector.stretch.${one.kind}`)}</title>
                      </rect>
                    );
                  })}
                  {lane.marks
                    .filter((mark) => shows(mark.at, mark.at))
                    .map((mark, at) => (
                      <path key={at} className="event-mark" data-warning={mark.warning} d={`M${x(mark.at)} ${y + 7}v4`}>
                        <title>{mark.reason}</title>
                      </path>
                    ))}
                </g>
              );
            })}
            {now < end && now > begin && <path className="lane-now" d={`M${x(now)} 2V${height - 20}`} />}
          </svg>
        )}
      </div>
      <ul className="timeline-key" aria-hidden="true">
        {[...new Set(lanes.flatMap((lane) => lane.stretches.map((one) => one.kind)))]
          .filter((kind) => kind !== 'sandbox')
          .map((kind) => (
            <li key={kind}>
              <i className="key-sign" data-kind={kind} />
              {t(`inspector.stretch.${kind}`)}
            </li>
          ))}
        {lanes.some((lane) => lane.marks.length > 0) && (
          <li>
            <i className="key-sign" data-kind="event" />
            {t('inspector.eventMark')}
          </li>
        )}
      </ul>
      {remaining !== undefined && pod.countdown !== undefined && (
        <figcaption>
          {t(countdownWords[pod.countdown.kind], {
            duration: spokenDuration(remaining, t),
          })}
        </figcaption>
      )}
    </figure>
  );

  /** The lanes for ears: `web: running 22 s`. */
  function laneWords(): string {
    return lanes
      .map((lane) => {
        const last = lane.stretches.at(-1);
        const name = lane.name === '' ? t('inspector.sandbox') : lane.name;
        if (last === undefined) return name;
        return `${name}: ${t(`inspector.stretch.${last.kind}`)} ${spokenDuration((last.until ?? now) - last.from, t)}`;
      })
      .join('; ');
  }
}
