import { recordAt, withField, type Json } from './object.ts';
import { goJson } from './printers/json.ts';

/** Where apply keeps what it applied last. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The object as the annotation holds it: without the annotation, as one line of JSON (util.GetModifiedConfiguration). */
export function appliedConfiguration(object: Json): string {
  const { [lastAppliedAnnotation]: _removed, ...annotations } = recordAt(object, 'metadata', 'annotations');
  return `${goJson(withField(object, ['metadata', 'annotations'], annotations))}\n`;
}

/** The object with its own configuration in the annotation. */
export function withLastApplied(object: Json): Json {
  const configuration = appliedConfiguration(object);
  return withField(object, ['metadata', 'annotations'], {
    ...recordAt(object, 'metadata', 'annotations'),
    [lastAppliedAnnotation]: configuration,
  });
}
