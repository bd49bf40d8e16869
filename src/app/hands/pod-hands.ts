import type { ContainerModel, PodModel } from '../canvas/pod-model.ts';
import { typeCommand } from '../terminal/screens.ts';
import { deed, type Hand } from './hand.ts';

/** What hands can do to a Pod: to each of its containers that runs, to pause, and by kubectl. */
export function podHands(pod: PodModel): readonly Hand[] {
  const { node, sandboxId } = pod;
  const namespace = pod.namespace === 'default' ? '' : ` -n ${pod.namespace}`;
  const remove = `kubectl delete pod ${pod.name}${namespace}`;
  const alive = pod.containers.filter((one) => one.tone === 'running');
  return [
    ...alive.flatMap((one) => (node === undefined ? [] : containerHands(node, one))),
    ...(node === undefined || sandboxId === undefined || pod.plate?.alive !== true
      ? []
      : [
          {
            id: 'killPause',
            says: 'killPause',
            act: deed({ deed: 'kill', node, containerId: sandboxId }),
          } as const,
        ]),
    { id: 'delete', command: remove, api: true, act: () => typeCommand(remove) },
  ];
}

function containerHands(node: string, { name, id, frozen, probePorts }: ContainerModel): readonly Hand[] {
  const act = (one: Parameters<typeof deed>[0]): Pick<Hand, 'act' | 'disabled'> =>
    id === undefined ? { act: () => {}, disabled: true } : { act: deed(one) };
  const kill: Hand = { id: 'kill', name, says: 'kill', ...act({ deed: 'kill', node, containerId: id ?? '' }) };
  // Whoever is probed over the network fails its probe as soon as nobody answers.
  const answer: Hand = {
    id: frozen ? 'probeRestore' : 'probeFail',
    name,
    says: frozen ? 'thaw' : 'freeze',
    ...act({ deed: 'freeze', node, containerId: id ?? '', frozen: !frozen }),
  };
  return probePorts.length > 0 || frozen ? [kill, answer] : [kill];
}
