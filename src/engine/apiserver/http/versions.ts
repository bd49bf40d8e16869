import { apiVersionOf, type Kind } from '../../api/kinds.ts';
import type { StoredObject } from '../registry/strategy.ts';

/** The object as a kind of another version shows it: what the store keeps is in the hub's shape. */
export function toServed(kind: Kind, object: StoredObject): StoredObject {
  const apiVersion = apiVersionOf(kind);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

/** The object in the shape in which the store keeps it. */
export function toHub(kind: Kind, object: StoredObject): StoredObject {
  const apiVersion = apiVersionOf(kind.hub);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}
