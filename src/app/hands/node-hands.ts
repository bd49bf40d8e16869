import type { Deed } from '../../session/protocol.ts';
import type { NodeModel } from '../canvas/cluster-model.ts';
import { openScreen } from '../terminal/screens.ts';
import { deed, type Hand } from './hand.ts';

/** More than any machine here has: the session takes what is there. */
const allMemory = 2 ** 40;
/** Of the 39 GiB that a disk has, the system and the images take some five. */
const fullDisk = 33 * 2 ** 30;

/** What hands can do to a machine. */
export function nodeHands(node: NodeModel): readonly Hand[] {
  const { name, powered, troubles } = node;
  const running = node.kubelet === 'running';
  const suffers = (trouble: (typeof troubles)[number]): boolean => troubles.includes(trouble);
  const trouble = (
    id: Hand['id'],
    which: (typeof troubles)[number],
    make: (on: boolean) => Deed,
    told: Pick<Hand, 'command' | 'real' | 'says'>,
  ): Hand => ({ id, pressed: suffers(which), disabled: !powered, ...told, act: deed(make(!suffers(which))) });
  return [
    {
      id: powered ? 'powerOff' : 'powerOn',
      says: powered ? 'powerOff' : 'powerOn',
      act: deed({ deed: 'power', node: name, on: !powered }),
    },
    {
      id: 'reboot',
      command: `ssh ${name} reboot`,
      real: true,
      disabled: !powered,
      act: deed({ deed: 'reboot', node: name }),
    },
    {
      id: running ? 'kubeletStop' : 'kubeletStart',
      command: `ssh ${name} systemctl ${running ? 'stop' : 'start'} kubelet`,
      real: true,
      disabled: !powered,
      act: deed({ deed: 'kubelet', node: name, on: !running }),
    },
    {
      id: node.cut ? 'mend' : 'cut',
      says: node.cut ? 'mend' : 'cut',
      disabled: !powered,
      act: deed({ deed: 'cut', node: name, cut: !node.cut }),
    },
    trouble('memory', 'memory', (on) => ({ deed: 'memory', node: name, bytes: on ? allMemory : 0 }), {
      says: 'memory',
    }),
    trouble('diskFull', 'disk-full', (on) => ({ deed: 'disk-fill', node: name, bytes: on ? fullDisk : 0 }), {
      command: suffers('disk-full')
        ? `ssh ${name} rm /var/tmp/ballast`
        : `ssh ${name} fallocate -l 33G /var/tmp/ballast`,
      real: true,
    }),
    trouble('diskSlow', 'disk-slow', (slow) => ({ deed: 'disk-slow', node: name, slow }), { says: 'diskSlow' }),
    trouble('pullsSlow', 'pulls-slow', (slow) => ({ deed: 'pulls-slow', node: name, slow }), { says: 'pullsSlow' }),
    {
      id: 'remove',
      says: 'remove',
      disabled: node.controlPlane,
      act: deed({ deed: 'node-remove', node: name }),
    },
    { id: 'shell', command: `ssh ${name}`, disabled: !powered, act: () => void openScreen(name) },
  ];
}
