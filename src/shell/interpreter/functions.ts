import type { Function as FunctionNode } from 'unbash';
import type { Source } from './source.ts';

/** A function of the shell: its body, and the text that the body's positions belong to. */
export interface FunctionDefinition {
  readonly node: FunctionNode;
  readonly source: Source;
}
