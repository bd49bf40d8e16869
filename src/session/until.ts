import type { Pod } from '../engine/api/types.ts';
import type { Until } from './protocol.ts';
import type { Session } from './session.ts';

/** Whether what somebody waits for has come; asked after every event. What it compares with is taken at the start. */
export function reached(session: Session, until: Until): () => boolean {
  const { store } = session.cluster.server;
  switch (until.until) {
    case 'mark': {
      const seen = session.marks.length;
      return () => session.marks.length > seen;
    }
    case 'time':
      return () => session.now >= until.at;
    case 'condition': {
      const key = until.resource === 'pods' ? `${until.namespace}/${until.name}` : until.name;
      return () => conditionOf(store.get(`/${until.resource}`, key), until.type) === until.status;
    }
    case 'start': {
      const key = `${until.namespace}/${until.name}`;
      const before = starts(store.get('/pods', key) as Pod | undefined);
      return () => starts(store.get('/pods', key) as Pod | undefined) > before;
    }
    case 'gone': {
      const key = `${until.namespace}/${until.name}`;
      const uid = store.get('/pods', key)?.metadata?.uid;
      return () => store.get('/pods', key)?.metadata?.uid !== uid;
    }
  }
}

function conditionOf(object: unknown, type: string): string | undefined {
  const { status } = (object ?? {}) as {
    status?: { conditions?: readonly { readonly type: string; readonly status: string }[] };
  };
  return status?.conditions?.find((condition) => condition.type === type)?.status;
}

/** When the youngest of the Pod's running containers started, as RFC 3339; '' if none runs. */
function starts(pod: Pod | undefined): string {
  const { containerStatuses = [], initContainerStatuses = [] } = pod?.status ?? {};
  let latest = '';
  for (const { state } of [...initContainerStatuses, ...containerStatuses]) {
    const at = state?.running?.startedAt ?? state?.terminated?.startedAt ?? '';
    if (at > latest) latest = at;
  }
  return latest;
}
