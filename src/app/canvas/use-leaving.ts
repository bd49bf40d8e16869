import { useEffect, useRef, useState } from 'react';
import type { PodPlace, Scene } from './scene.ts';
import { reducedMotion } from './motion.ts';
import type { PodModel } from './pod-model.ts';

export interface LeavingPod {
  readonly pod: PodModel;
  readonly place: PodPlace;
}

const farewell = 320;

/** Pods that are gone from the cluster and still fade out of the picture, each where it stood. */
export function useLeaving(pods: readonly PodModel[], scene: Scene): readonly LeavingPod[] {
  const before = useRef(new Map<string, LeavingPod>());
  const [leaving, setLeaving] = useState<readonly LeavingPod[]>([]);
  useEffect(() => {
    const now = new Map<string, LeavingPod>();
    for (const pod of pods) {
      const place = scene.pods.get(pod.key);
      if (place !== undefined) now.set(pod.uid, { pod, place });
    }
    const gone = [...before.current].filter(([uid]) => !now.has(uid)).map(([, one]) => one);
    before.current = now;
    // Many at once are another time or another cluster, not so many farewells.
    if (gone.length === 0 || gone.length > 12 || reducedMotion()) return;
    setLeaving((others) => [...others, ...gone]);
    setTimeout(() => setLeaving((others) => others.filter((one) => !gone.includes(one))), farewell);
  }, [pods, scene]);
  return leaving;
}
