import { busybox128Nslookup } from '../../shell/index.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import {
  alpine,
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
  ubuntu,
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

const alpines = (
  [
    ['3.12.12', 2.8, Date.UTC(2022, 3, 4)],
    ['3.13.12', 2.8, Date.UTC(2022, 7, 9)],
    ['3.15.11', 2.8, Date.UTC(2023, 10, 30)],
    ['3.16.9', 2.8, Date.UTC(2024, 0, 27)],
    ['3.17.10', 3.4, Date.UTC(2024, 8, 6)],
    ['3.18.12', 3.4, Date.UTC(2025, 1, 14)],
    ['3.19.7', 3.4, Date.UTC(2025, 1, 14)],
    ['3.20.6', 3.6, Date.UTC(2025, 1, 14)],
    ['3.21.3', 3.6, Date.UTC(2025, 1, 14)],
    ['3.22.0', 3.8, Date.UTC(2025, 4, 30)],
  ] as const
).map(([version, megabytes, created]) => {
  const tag = version.replace(/\.\d+$/, '');
  return system('alpine', [tag, version], alpine(version, layer(`alpine:${tag}`, megabytes)), ['/bin/sh'], created);
});

const ubuntus = (
  [
    ['18.04.6', 'Bionic Beaver', 25.7, Date.UTC(2023, 4, 30)],
    ['20.04.6', 'Focal Fossa', 27.5, Date.UTC(2025, 3, 8)],
    ['22.04.5', 'Jammy Jellyfish', 29.5, Date.UTC(2026, 1, 10)],
  ] as const
).map(([number, name, megabytes, created]) => {
  const tag = number.slice(0, 5);
  const codename = name.split(' ')[0]!.toLowerCase();
  const distribution = ubuntu({ number, name, codename }, layer(`ubuntu:${codename}`, megabytes));
  return system('ubuntu', [tag, codename], distribution, ['/bin/bash'], created);
});

export const systemImages: readonly ImageDefinition[] = [
  busybox(['1.28', '1.28.4'], 0.73, Date.UTC(2018, 4, 22), (tree) => {
    busyboxRoot(tree);
    tree.writeProgram('/bin/nslookup', busybox128Nslookup);
  }),
  busybox(['1.30', '1.30.1'], 0.75, Date.UTC(2019, 4, 9)),
  busybox(['1.31', '1.31.1'], 0.76, Date.UTC(2020, 5, 2)),
  busybox(['1.32', '1.32.1'], 0.76, Date.UTC(2021, 0, 12)),
  busybox(['1.33', '1.33.1'], 0.77, Date.UTC(2021, 8, 14)),
  busybox(['1.34', '1.34.1', 'latest', 'stable', '1'], 0.77, Date.UTC(2021, 9, 30)),
  busybox(['1.35', '1.35.0'], 2.1, Date.UTC(2022, 11, 21)),
  busybox(['1.36', '1.36.1'], 2.2, Date.UTC(2024, 8, 26)),
  busybox(['1.37', '1.37.0', 'latest', 'stable', '1', 'glibc', 'musl'], 2.2, Date.UTC(2025, 9, 1)),
  system('alpine', ['3.14', '3.14.2', 'latest', '3'], alpine314, ['/bin/sh'], Date.UTC(2021, 7, 27)),
  ...alpines,
  system('alpine', ['3.23', '3.23.3', 'latest', '3'], alpine323, ['/bin/sh'], Date.UTC(2026, 0, 27)),
  system('debian', ['buster', '10'], buster, ['bash'], Date.UTC(2021, 9, 12)),
  system('debian', ['bullseye', '11', 'latest', 'stable'], bullseye, ['bash'], Date.UTC(2021, 9, 12)),
  system('debian', ['bookworm', '12'], bookworm, ['bash'], Date.UTC(2026, 1, 3)),
  system('debian', ['bookworm-slim', '12-slim'], bookwormSlim, ['bash'], Date.UTC(2026, 1, 3)),
  system('debian', ['trixie', '13', 'latest', 'stable'], trixie, ['bash'], Date.UTC(2026, 1, 3)),
  system('debian', ['trixie-slim', '13-slim', 'stable-slim'], trixieSlim, ['bash'], Date.UTC(2026, 1, 3)),
  ...ubuntus,
  system('ubuntu', ['24.04', 'noble', 'latest'], noble, ['/bin/bash'], Date.UTC(2026, 1, 10)),
];
