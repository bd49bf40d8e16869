import { humanDuration } from '../../api/duration.ts';
import { podStatus } from '../../api/pod-status.ts';
import type { Pod } from '../../api/types.ts';
import { age, ageOf, column, doc, name, nameOf, type TablePrinter, wide } from './table.ts';

/** printPod, both releases. */
export const pods: TablePrinter<Pod> = {
  columns: (release) => [
    name,
    column('Ready', 'string', 'The aggregate readiness state of this pod for accepting traffic.'),
    column('Status', 'string', 'The aggregate status of the containers in this pod.'),
    release.name === '1.20'
      ? column('Restarts', 'integer', 'The number of times the containers in this pod have been restarted.')
      : column(
          'Restarts',
          'string',
          'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
        ),
    age,
    wide('IP', 'string', doc('core.v1.PodStatus', 'podIP')),
    wide('Node', 'string', doc('core.v1.PodSpec', 'nodeName')),
    wide('Nominated Node', 'string', doc('core.v1.PodStatus', 'nominatedNodeName')),
    wide('Readiness Gates', 'string', doc('core.v1.PodSpec', 'readinessGates')),
  ],

  cells(pod, context) {
    const { ready, total, status, restarts, lastRestart } = podStatus(pod, context.release.name);
    const restartsText =
      lastRestart === undefined ? `${restarts}` : `${restarts} (${humanDuration(context.now - lastRestart)} ago)`;
    return [
      nameOf(pod),
      `${ready}/${total}`,
      status,
      context.release.name === '1.20' ? restarts : restartsText,
      ageOf(pod, context),
      pod.status?.podIPs?.[0]?.ip || '<none>',
      pod.spec?.nodeName || '<none>',
      pod.status?.nominatedNodeName || '<none>',
      readinessGates(pod),
    ];
  },

  conditions(pod) {
    const phase = pod.status?.phase;
    if (phase === 'Succeeded') {
      return [{ type: 'Completed', status: 'True', reason: phase, message: 'The pod has completed successfully.' }];
    }
    return phase === 'Failed' ? [{ type: 'Completed', status: 'True', reason: phase, message: 'The pod failed.' }] : [];
  },
};

function readinessGates(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const open = gates.filter(
    (gate) => pod.status?.conditions?.find((one) => one.type === gate.conditionType)?.status === 'True',
  );
  return `${open.length}/${gates.length}`;
}
