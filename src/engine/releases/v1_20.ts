import type { Release } from './release.ts';

/** The era of the seed: docker as the runtime. */
export const v1_20: Release = {
  name: '1.20',
  gitVersion: 'v1.20.15',
  epoch: Date.UTC(2021, 10, 2, 21, 50, 57),
  runtime: { name: 'docker', version: '20.10.8' },
  pauseImage: 'registry.cn-hangzhou.aliyuncs.com/google_containers/pause-amd64:3.2',
  nodeMonitorGracePeriod: 40,
  nodeLossSetsPhaseUnknown: true,
  endpoints: {
    managedByLabel: false,
    targetResourceVersion: true,
    terminatingCondition: false,
    topology: true,
    capped: false,
    skipExternalName: false,
  },
  build: {
    gitCommit: '8f1e5bf0b9729a899b8df86249b56e2c74aebc55',
    gitTreeState: 'clean',
    buildDate: '2022-01-19T17:23:01Z',
    goVersion: 'go1.15.15',
    compiler: 'gc',
    platform: 'linux/amd64',
  },
};
