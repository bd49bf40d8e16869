import type { Release } from './release.ts';

/** Today's Kubernetes: containerd as the runtime. */
export const v1_36: Release = {
  name: '1.36',
  gitVersion: 'v1.36.0',
  epoch: Date.UTC(2026, 4, 4, 9, 0, 0),
  runtime: { name: 'containerd', version: '2.2.2' },
  pauseImage: 'registry.k8s.io/pause:3.10.2',
  nodeMonitorGracePeriod: 50,
  nodeLossSetsPhaseUnknown: false,
  endpoints: {
    managedByLabel: true,
    targetResourceVersion: false,
    terminatingCondition: true,
    topology: false,
    capped: true,
    skipExternalName: true,
  },
  build: {
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'go1.26.8',
    compiler: 'gc',
    platform: 'linux/amd64',
  },
};
