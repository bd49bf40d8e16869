import { KernelMachine, type MachineOptions } from './kernelMachine.ts';

export { createFileTree, type FileTreeOptions } from './fileTree.ts';
export { createMountNamespace, type MountNamespaceOptions } from './mountNamespace.ts';
export { createTerminal } from './terminal.ts';
export { utf8Length } from './utf8.ts';
export { KernelMachine, type MachineOptions };

/** A machine, switched on, on the wire of `options.fabric`. */
export function createMachine(options: MachineOptions): KernelMachine {
  return new KernelMachine(options);
}
