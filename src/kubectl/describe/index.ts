import type { Task } from '../../engine/sim/task.ts';
import type { Json } from '../object.ts';
import type { DescribeContext, Describer } from './context.ts';
import { describeGeneric } from './generic.ts';
import { describeNode } from './node.ts';
import { describePod } from './pod.ts';
import { DescribeWriter } from './writer.ts';

/** The kinds that have a description of their own, as `Kind` or `Kind.group`: one line each. */
const describers: Readonly<Record<string, Describer>> = {
  Pod: describePod,
  Node: describeNode,
};

/** The description of one object. */
export function* describeObject(object: Json, context: DescribeContext): Task<string> {
  const { group, kind } = context.mapping;
  const describer = describers[group === '' ? kind : `${kind}.${group}`] ?? describeGeneric;
  const w = new DescribeWriter();
  yield* describer(object, context, w);
  return w.text();
}
