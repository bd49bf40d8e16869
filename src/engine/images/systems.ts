import { busybox128Nslookup } from '../../shell/index.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import {
  alpine314,
  alpine323,
  bookworm,
  bookwormSlim,
  bullseye,
  buster,
  busyboxRoot,
  noble,
  trixie,
  trixieSlim,
  type Distribution,
} from './rootfs.ts';

/* Images that are an operating system's files and a shell. */

function system(
  name: string,
  tags: readonly string[],
  distribution: Distribution,
  cmd: readonly string[],
  created: number,
): ImageDefinition {
  return {
    repository: `docker.io/library/${name}`,
    tags,
    layers: [distribution.layer],
    cmd,
    env: { PATH: defaultPath },
    created,
    files: distribution.files,
  };
}

function busybox(
  tags: readonly string[],
  megabytes: number,
  created: number,
  files: Distribution['files'] = busyboxRoot,
): ImageDefinition {
  return system('busybox', tags, { layer: layer(`busybox:${tags[0] ?? ''}`, megabytes), files }, ['sh'], created);
}

export const systemImages: readonly ImageDefinition[] = [
  busybox(['1.28', '1.28.4'], 0.73, Date.UTC(2018, 4, 22), (tree) => {
    busyboxRoot(tree);
    tree.writeProgram('/bin/nslookup', busybox128Nslookup);
  }),
  busybox(['1.34', '1.34.1', 'latest', 'stable', '1'], 0.77, Date.UTC(2021, 9, 30)),
  busybox(['1.36', '1.36.1'], 2.2, Date.UTC(2024, 8, 26)),
  busybox(['1.37', '1.37.0', 'latest', 'stable', '1', 'glibc', 'musl'], 2.2, Date.UTC(2025, 9, 1)),
  system('alpine', ['3.14', '3.14.2', 'latest', '3'], alpine314, ['/bin/sh'], Date.UTC(2021, 7, 27)),
  system('alpine', ['3.23', '3.23.3', 'latest', '3'], alpine323, ['/bin/sh'], Date.UTC(2026, 0, 27)),
  system('debian', ['buster', '10'], buster, ['bash'], Date.UTC(2021, 9, 12)),
  system('debian', ['bullseye', '11', 'latest', 'stable'], bullseye, ['bash'], Date.UTC(2021, 9, 12)),
  system('debian', ['bookworm', '12'], bookworm, ['bash'], Date.UTC(2026, 1, 3)),
  system('debian', ['bookworm-slim', '12-slim'], bookwormSlim, ['bash'], Date.UTC(2026, 1, 3)),
  system('debian', ['trixie', '13', 'latest', 'stable'], trixie, ['bash'], Date.UTC(2026, 1, 3)),
  system('debian', ['trixie-slim', '13-slim', 'stable-slim'], trixieSlim, ['bash'], Date.UTC(2026, 1, 3)),
  system('ubuntu', ['24.04', 'noble', 'latest'], noble, ['/bin/bash'], Date.UTC(2026, 1, 10)),
];
