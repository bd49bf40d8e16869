import type { Command } from '../command.ts';
import type { KubectlRelease } from '../releases.ts';
import { groupRun } from './group.ts';
import { rolloutHistory } from './rollout/history.ts';
import { rolloutPause, rolloutRestart, rolloutResume } from './rollout/change.ts';
import { rolloutStatus } from './rollout/status.ts';
import { rolloutUndo } from './rollout/undo.ts';

/** kubectl/pkg/cmd/rollout/rollout.go. */
export function rollout(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'rollout',
    short: 'Manage the rollout of a resource',
    long: `${old ? 'Manage the rollout of a resource.' : 'Manage the rollout of one or many resources.'}\n\n Valid resource types include:\n\n  *  deployments\n  *  daemonsets\n  *  statefulsets`,
    examples: [
      '# Rollback to the previous deployment',
      'kubectl rollout undo deployment/abc',
      '# Check the rollout status of a daemonset',
      'kubectl rollout status daemonset/foo',
      ...(old
        ? []
        : [
            '# Restart a deployment',
            'kubectl rollout restart deployment/abc',
            "# Restart deployments with the 'app=nginx' label",
            'kubectl rollout restart deployment --selector=app=nginx',
          ]),
    ],
    usage: 'rollout SUBCOMMAND',
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
