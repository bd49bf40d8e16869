import type { Container, Deployment } from '../../engine/api/types.ts';
import type { KubectlRelease } from '../releases.ts';
import { drawContainers } from './containers.ts';
import { annotationLines, labelLines } from './format.ts';
import { drawSpreadConstraints, drawTolerations } from './pod.ts';
import { drawVolumes } from './volumes.ts';
import type { DescribeWriter } from './writer.ts';

export type PodTemplate = NonNullable<Deployment['spec']>['template'];

/** DescribePodTemplate of describe.go, both releases. */
export function drawPodTemplate(w: DescribeWriter, template: PodTemplate | undefined, release: KubectlRelease): void {
  w.line(0, 'Pod Template:');
  if (template === undefined) {
    w.write(1, '<unset>');
    return;
  }
  const { metadata, spec } = template;
  labelLines(w, '  Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length > 0) annotationLines(w, '  Annotations', metadata?.annotations);
  if ((spec?.serviceAccountName ?? '') !== '') w.field(1, 'Service Account', spec!.serviceAccountName!);
  const inits: readonly Container[] = spec?.initContainers ?? [];
  if (inits.length > 0) drawContainers(w, 'Init Containers', inits, { release, space: '  ' });
  drawContainers(w, 'Containers', spec?.containers ?? [], { release, space: '  ' });
  drawVolumes(w, spec?.volumes, release, '  ');
  const old = release.name === '1.20';
  if (!old) drawSpreadConstraints(w, spec?.topologySpreadConstraints ?? [], '  ');
  if ((spec?.priorityClassName ?? '') !== '') w.field(1, 'Priority Class Name', spec!.priorityClassName!);
  if (old) return;
  labelLines(w, '  Node-Selectors', spec?.nodeSelector);
  drawTolerations(w, spec?.tolerations ?? [], '  ');
}
