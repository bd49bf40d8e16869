import type { TFunction } from 'i18next';
import type { TraceStep } from '../../session/trace.ts';

/** One line that says what a step is. */
export function headline(step: TraceStep, t: TFunction): string {
  switch (step.kind) {
    case 'write': {
      const who = step.by ?? t('trace.apiserver');
      if (step.verb === 'bind') return t('trace.bind');
      if (step.verb === 'create') return t('trace.create', { who });
      if (step.verb === 'delete') return t('trace.delete');
      return t(step.subresource === 'status' ? 'trace.status' : 'trace.update', { who });
    }
    case 'gone':
      return t('trace.gone');
    case 'decision':
      return step.node === undefined ? t('trace.noNode') : t('trace.chose', { node: step.node });
    case 'event':
      return t('trace.event', { source: step.source, reason: step.reason });
  }
}
