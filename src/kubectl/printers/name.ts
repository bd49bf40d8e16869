import { splitApiVersion } from '../client/rest-mapper.ts';
import { isListObject, listAt, nameOf, textAt } from '../object.ts';

/** `pod/a created`, `deployment.apps/b configured`; of a list, one line an item (NamePrinter). */
export function nameText(object: unknown, operation = ''): string {
  if (isListObject(object))
    return listAt(object, 'items')
      .map((item) => nameText(item, operation))
      .join('');
  const [group] = splitApiVersion(textAt(object, 'apiVersion'));
  const kind = textAt(object, 'kind').toLowerCase();
  const word = group === '' ? kind : `${kind}.${group}`;
  return `${word}/${nameOf(object) || '<unknown>'}${operation === '' ? '' : ` ${operation}`}\n`;
}
