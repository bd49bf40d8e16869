import { recordAt, withField, type Json } from './object.ts';
import { inStructOrder } from './generate/struct-order.ts';
import { goJson, goStructJson } from './printers/json.ts';
import type { KubectlRelease } from './releases.ts';

/** Where apply keeps what it applied last. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The object without the annotation. */
export function appliedObject(object: Json): Json {
  const { [lastAppliedAnnotation]: _removed, ...annotations } = recordAt(object, 'metadata', 'annotations');
  return withField(object, ['metadata', 'annotations'], annotations);
}

/** The object as the annotation holds it: without the annotation, as one line of JSON (util.GetModifiedConfiguration). */
export function appliedConfiguration(object: Json): string {
  return `${goJson(appliedObject(object))}\n`;
}

/** The same of an object of a compiled-in type: its keys in the order of the struct. */
export function typedConfiguration(object: Json, release: KubectlRelease): string {
  const { [lastAppliedAnnotation]: _removed, ...annotations } = recordAt(object, 'metadata', 'annotations');
  const shown = Object.keys(annotations).length === 0 ? undefined : annotations;
  return `${goStructJson(inStructOrder(withField(object, ['metadata', 'annotations'], shown), release))}\n`;
}

/** The object with its own configuration in the annotation. */
export function withLastApplied(object: Json, configuration = appliedConfiguration(object)): Json {
  return withField(object, ['metadata', 'annotations'], {
    ...recordAt(object, 'metadata', 'annotations'),
    [lastAppliedAnnotation]: configuration,
  });
}
