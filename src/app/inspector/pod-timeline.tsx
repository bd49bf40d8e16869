import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pod } from '../../engine/api/types.ts';
import type { PodModel } from '../canvas/pod-model.ts';
import { useTimeLeft } from '../canvas/ring.tsx';
import { fitText } from '../canvas/text-width.ts';
import { useUnixNow } from '../store/clock.ts';
import { objectsOf, useCluster } from '../store/cluster.ts';
import { spokenDuration } from '../time/duration.ts';
import { podLanes } from './timeline.ts';

const left = 78;
const width = 330;
const laneHeight = 26;

/** Sandbox, containers and events on one time axis, from the Pod's creation to now. */
export function PodTimeline({ pod, object }: { readonly pod: PodModel; readonly object: Pod }) {
  const { t } = useTranslation();
  const now = useUnixNow(500);
  const all = useCluster((state) => objectsOf(state, 'events'));
  const epoch = useCluster((state) => state.ready?.epochUnix ?? 0);
  const runtime = useCluster((state) => (pod.node === undefined ? undefined : state.runtimes.get(pod.node)));
  const remaining = useTimeLeft(pod.countdown, 1000);
  const sandbox = runtime?.sandboxes.find((one) => one.id === pod.sandboxId);
  const sandboxFrom = sandbox === undefined ? undefined : epoch + sandbox.createdAt;
  const lanes = useMemo(() => {
    const events = [...all.values()].filter((event) => event.involvedObject.uid === pod.uid);
    return podLanes(object, events, sandboxFrom);
  }, [all, object, pod.uid, sandboxFrom]);

  const begin = Date.parse(object.metadata?.creationTimestamp ?? '') || now;
  const ahead = pod.countdown !== undefined && pod.countdown.until > now ? pod.countdown.until : now;
  const end = Math.max(ahead, begin + 10_000);
  const x = (at: number): number =>
    left + ((width - left) * (Math.min(Math.max(at, begin), end) - begin)) / (end - begin);
  const height = 14 + lanes.length * laneHeight + 20;
  return (
    <figure className="timeline">
      <svg viewBox={`0 0 ${width} ${height}`} width="100%" role="img" aria-label={t('inspector.time')}>
        {lanes.map((lane, index) => {
          const y = 14 + index * laneHeight;
          return (
            <g key={lane.name}>
              <text x={0} y={y + 4} fontSize={11.5}>
                {lane.name === '' ? t('inspector.sandbox') : fitText(lane.name, left - 8, 11.5)}
              </text>
              <path className="lane" d={`M${left} ${y}H${width}`} />
              {lane.stretches.map((one) => {
                const from = x(one.from);
                const until = x(one.until ?? (one.kind === 'waiting' ? ahead : now));
                return one.kind === 'waiting' ? (
                  <path key={one.from} className="lane-waiting" d={`M${from} ${y}H${until}`} />
                ) : (
                  <rect
                    key={one.from}
                    className="stretch"
                    data-kind={one.kind}
                    x={from}
                    y={y - 4.5}
                    width={Math.max(4, until - from)}
                    height={9}
                    rx={4}
                  />
                );
              })}
              {lane.marks.map((mark, at) => (
                <path key={at} className="event-mark" data-warning={mark.warning} d={`M${x(mark.at)} ${y + 7}v4`}>
                  <title>{mark.reason}</title>
                </path>
              ))}
            </g>
          );
        })}
        {ahead > now && <path className="lane-now" d={`M${x(now)} 4V${height - 18}`} />}
        <text className="axis mono" x={left} y={height - 3} fontSize={10}>
          0
        </text>
        <text className="axis mono" x={width} y={height - 3} fontSize={10} textAnchor="end">
          {spokenDuration(end - begin, t)}
        </text>
      </svg>
      {remaining !== undefined && pod.countdown !== undefined && (
        <figcaption>
          {t(pod.countdown.kind === 'backoff' ? 'inspector.nextStart' : 'inspector.sigkill', {
            duration: spokenDuration(remaining, t),
          })}
        </figcaption>
      )}
    </figure>
  );
}
