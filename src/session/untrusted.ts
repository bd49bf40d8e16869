import * as v from 'valibot';
import type { Recording } from './recording.ts';

/** The shape of a recording that comes from outside: a link, a file, the browser's storage. */
const name = v.pipe(v.string(), v.maxLength(253));
const extent = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));
const time = v.pipe(v.number(), v.finite(), v.minValue(0));
const terminal = v.pipe(v.string(), v.maxLength(64));
const path = v.pipe(v.string(), v.startsWith('/'), v.maxLength(4096));

const deed = v.variant('deed', [
  v.object({ deed: v.literal('power'), node: name, on: v.boolean() }),
  v.object({ deed: v.literal('kubelet'), node: name, on: v.boolean() }),
  v.object({ deed: v.literal('cut'), node: name, other: v.exactOptional(name), cut: v.boolean() }),
  v.object({ deed: v.literal('kill'), node: name, containerId: name }),
  v.object({ deed: v.literal('reboot'), node: name }),
  v.object({ deed: v.literal('memory'), node: name, bytes: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  v.object({ deed: v.literal('disk-fill'), node: name, bytes: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  v.object({ deed: v.literal('disk-slow'), node: name, slow: v.boolean() }),
  v.object({ deed: v.literal('pulls-slow'), node: name, slow: v.boolean() }),
  v.object({ deed: v.literal('freeze'), node: name, containerId: name, frozen: v.boolean() }),
  v.object({ deed: v.literal('node-add'), node: name }),
  v.object({ deed: v.literal('node-remove'), node: name }),
]);

const input = v.variant('kind', [
  v.object({
    kind: v.literal('terminal-open'),
    terminal,
    columns: extent,
    rows: extent,
    line: v.exactOptional(v.string()),
  }),
  v.object({ kind: v.literal('terminal-type'), terminal, text: v.string() }),
  v.object({ kind: v.literal('terminal-resize'), terminal, columns: extent, rows: extent }),
  v.object({ kind: v.literal('terminal-close'), terminal }),
  v.object({ kind: v.literal('file-write'), path, text: v.string() }),
  v.object({ kind: v.literal('file-remove'), path }),
  v.object({
    kind: v.literal('submit'),
    id: v.number(),
    verb: v.picklist(['create', 'apply']),
    path,
    text: v.string(),
  }),
  v.object({ kind: v.literal('deed'), deed }),
]);

const recording = v.object({
  version: v.literal(1),
  config: v.object({
    release: v.picklist(['1.20', '1.36']),
    seed: v.number(),
    nodes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5000)),
    scenario: v.picklist(['pods', 'empty']),
  }),
  inputs: v.array(v.object({ at: time, input })),
  until: time,
});

/** @throws Error that says what is wrong with it. */
export function parseRecording(value: unknown): Recording {
  const result = v.safeParse(recording, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new Error(`Not a Podarium recording: ${v.getDotPath(issue) ?? '(root)'}: ${issue.message}`);
}
