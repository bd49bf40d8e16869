import type { TFunction } from 'i18next';
import { schedulingCauses } from '../why/scheduling.ts';
import type { WhyReason } from '../why/table/index.ts';

type Lack = 'resource' | 'taint' | 'label' | 'full' | 'volume' | 'other';

const lacks: Readonly<Partial<Record<WhyReason, Lack>>> = {
  InsufficientResource: 'resource',
  UntoleratedTaint: 'taint',
  UntoleratedTaints: 'taint',
  NodeAffinity: 'label',
  NodeNameMismatch: 'label',
  PodAffinity: 'label',
  TooManyPods: 'full',
  UnboundClaim: 'volume',
  MissingClaim: 'volume',
  VolumeBinding: 'volume',
};

/** What keeps a Pod from its node, in three words: what most nodes say, of the message of its PodScheduled condition. */
export function lackWords(message: string, t: TFunction): string {
  const [first] = schedulingCauses(message).toSorted((a, b) => Number(b.params['count']) - Number(a.params['count']));
  const lack = (first === undefined ? undefined : lacks[first.reason]) ?? 'other';
  return t(`picture.lacks.${lack}`, { resource: first?.params['resource'] ?? '' });
}
