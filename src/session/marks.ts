import type { Event, KubeObject, Pod } from '../engine/api/types.ts';
import type { TimeMark } from './protocol.ts';

/** Reasons of Events that the time bar shows, with their tone. Others pass by unmarked. */
const tones: Readonly<Record<string, TimeMark['tone']>> = {
  Started: 'good',
  NodeReady: 'good',
  RegisteredNode: 'odd',
  Scheduled: 'work',
  Pulling: 'work',
  Killing: 'work',
  Preempted: 'bad',
  SandboxChanged: 'odd',
  BackOff: 'bad',
  Failed: 'bad',
  FailedScheduling: 'bad',
  FailedMount: 'bad',
  FailedCreatePodSandBox: 'bad',
  FailedPostStartHook: 'bad',
  FailedPreStopHook: 'bad',
  Unhealthy: 'bad',
  OOMKilling: 'bad',
  Evicted: 'bad',
  NodeNotReady: 'bad',
  TaintManagerEviction: 'bad',
};

/** The mark that a change in the store deserves, if any. */
export function markOf(
  resource: string,
  type: 'ADDED' | 'MODIFIED' | 'DELETED',
  object: KubeObject,
  previous: KubeObject | undefined,
  at: number,
): TimeMark | undefined {
  if (resource === 'events' && type !== 'DELETED') {
    const event = object as Event;
    const reason = event.reason ?? '';
    const tone = tones[reason];
    if (tone === undefined) return undefined;
    const about = event.involvedObject;
    return { at, tone, reason, about: `${(about?.kind ?? '').toLowerCase()}/${about?.name ?? ''}` };
  }
  if (resource === 'pods') {
    const about = `pod/${object.metadata?.name ?? ''}`;
    if (type === 'DELETED') return { at, tone: 'odd', reason: 'Deleted', about };
    const phase = (object as Pod).status?.phase;
    const before = (previous as Pod | undefined)?.status?.phase;
    if (phase !== before && (phase === 'Succeeded' || phase === 'Failed' || phase === 'Unknown')) {
      return { at, tone: phase === 'Succeeded' ? 'good' : phase === 'Failed' ? 'bad' : 'odd', reason: phase, about };
    }
  }
  return undefined;
}
