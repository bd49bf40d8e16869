import { KernelMachine, type MachineOptions } from './kernel-machine.ts';

export { createFileTree, type FileTreeOptions } from './file-tree.ts';
export { createMountNamespace, type MountNamespaceOptions } from './mount-namespace.ts';
export { runSshd } from './sshd.ts';
export { createTerminal } from './terminal.ts';
export { utf8Length } from '../../sim/utf8.ts';
export { KernelMachine, type MachineOptions };

/** A machine, switched on, on the wire of `options.fabric`. */
export function createMachine(options: MachineOptions): KernelMachine {
  return new KernelMachine(options);
}
