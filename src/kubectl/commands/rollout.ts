import type { Command } from '../command.ts';
import { page } from '../pages/page.ts';
import { rolloutPage } from '../pages/rollout.ts';
import type { KubectlRelease } from '../releases.ts';
import { groupRun } from './group.ts';
import { rolloutHistory } from './rollout/history.ts';
import { rolloutPause, rolloutRestart, rolloutResume } from './rollout/change.ts';
import { rolloutStatus } from './rollout/status.ts';
import { rolloutUndo } from './rollout/undo.ts';

/** kubectl/pkg/cmd/rollout/rollout.go. */
export function rollout(release: KubectlRelease): Command {
  return {
    ...page(release, rolloutPage),
    subcommands: [
      rolloutHistory(release),
      rolloutPause(release),
      rolloutResume(release),
      rolloutUndo(release),
      rolloutStatus(release),
      rolloutRestart(release),
    ],
    run: groupRun(1),
  };
}
