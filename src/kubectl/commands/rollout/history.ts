import type { Task } from '../../../engine/sim/task.ts';
import type { Command, Invocation } from '../../command.ts';
import { drawPodTemplate, type PodTemplate } from '../../describe/pod-template.ts';
import { DescribeWriter } from '../../describe/writer.ts';
import { CommandError } from '../../errors.ts';
import { objectPrinter } from '../../printers/output.ts';
import { TabWriter } from '../../printers/tabwriter.ts';
import { page } from '../../pages/page.ts';
import { rolloutHistoryPage } from '../../pages/rollout-history.ts';
import type { KubectlRelease } from '../../releases.ts';
import { historyOf, type Revision } from '../../workloads/history.ts';
import { checkTargets, rolloutTargets } from './select.ts';

/** kubectl/pkg/cmd/rollout/rollout_history.go. */
export function rolloutHistory(release: KubectlRelease): Command {
  return {
    ...page(release, rolloutHistoryPage),
    complete: 'types-and-names',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, release } = invocation;
  checkTargets(invocation);
  const number = flags.number('revision');
  if (number < 0) throw new CommandError(`revision must be a positive integer: ${number}`);
  // v1.20 prints the workload itself with -o, newer releases its revisions.
  const asObjects = release.name !== '1.20' && (flags.changed('output') || flags.changed('template'));
  const result = yield* rolloutTargets(invocation);
  yield* result.visit(function* (info): Task<void> {
    const revisions = yield* historyOf(invocation, info);
    if (asObjects) {
      const wanted = number > 0 ? [found(revisions, number)] : revisions;
      for (const one of wanted) yield* invocation.out(objectPrinter(invocation, '', true)(one.object));
      return;
    }
    const text = historyText(revisions, number, release);
    const title = number > 0 ? `with revision #${number}` : '';
    yield* invocation.out(objectPrinter(invocation, `${title}\n${text}`, true)(info.object ?? {}));
  });
}

function found(revisions: readonly Revision[], number: number): Revision {
  const revision = revisions.find((one) => one.number === number);
  if (revision === undefined) throw new CommandError('unable to find the specified revision');
  return revision;
}

function historyText(revisions: readonly Revision[], number: number, release: KubectlRelease): string {
  if (revisions.length === 0) return 'No rollout history found.';
  if (number > 0) return templateText(found(revisions, number).template, release);
  const tabs = new TabWriter({ minWidth: 0, padding: 2, remember: false });
  tabs.write('REVISION\tCHANGE-CAUSE\n');
  for (const one of revisions) tabs.write(`${one.number}\t${one.changeCause || '<none>'}\n`);
  return tabs.flush();
}

/** A template without the writer that aligns: kubectl leaves the tabs in. */
export function templateText(template: PodTemplate | undefined, release: KubectlRelease): string {
  const w = new DescribeWriter(0, 'keep');
  drawPodTemplate(w, template, release);
  return w.text();
}
