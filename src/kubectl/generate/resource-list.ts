import { canonicalQuantity, QuantityError } from '../../engine/api/quantity.ts';
import { CommandError } from '../errors.ts';

/** `cpu=1,memory=2Gi` as a ResourceList; undefined for an empty text (populateResourceListV1). */
export function parseResourceList(text: string): Readonly<Record<string, string>> | undefined {
  if (text === '') return undefined;
  const list: Record<string, string> = {};
  for (const statement of text.split(',')) {
    const parts = statement.split('=');
    if (parts.length !== 2) throw new CommandError(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
    try {
      list[parts[0]!] = canonicalQuantity(parts[1]!);
    } catch (error) {
      if (!(error instanceof QuantityError)) throw error;
      throw new CommandError(error.message);
    }
  }
  return list;
}
