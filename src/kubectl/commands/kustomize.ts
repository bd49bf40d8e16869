import type { Command } from '../command.ts';
import { CommandError } from '../errors.ts';
import { kustomizePage } from '../pages/kustomize.ts';
import { page } from '../pages/page.ts';
import type { KubectlRelease } from '../releases.ts';

/** `kubectl kustomize DIR`: its help is there, its work is not. */
export function kustomize(release: KubectlRelease): Command {
  return {
    ...page(release, kustomizePage),
    *run(): Generator<never, void> {
      throw new CommandError('Podarium does not build kustomizations; use -f with plain manifests');
    },
  };
}
