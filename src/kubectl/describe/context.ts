import type { Task } from '../../engine/sim/task.ts';
import type { Client } from '../client/client.ts';
import type { RestMapping } from '../client/rest-mapper.ts';
import type { Json } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';
import type { DescribeWriter } from './writer.ts';

/** What a describer has besides its object. */
export interface DescribeContext {
  readonly client: Client;
  readonly release: KubectlRelease;
  readonly now: number;
  readonly showEvents: boolean;
  readonly mapping: RestMapping;
}

/** Draws one kind. It may read more from the server. */
export type Describer = (object: Json, context: DescribeContext, w: DescribeWriter) => Task<void>;
