/** A Kubernetes object as it came off the wire. */
export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path, or undefined where the path ends early. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (!isRecord(here)) return undefined;
    here = here[name];
  }
  return here;
}

export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = field(value, ...path);
  return typeof found === 'string' ? found : '';
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = field(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function recordAt(value: unknown, ...path: readonly string[]): Json {
  const found = field(value, ...path);
  return isRecord(found) ? found : {};
}

/** A text-to-text map (labels, annotations), sorted by key. */
export function mapAt(value: unknown, ...path: readonly string[]): readonly (readonly [string, string])[] {
  return Object.entries(recordAt(value, ...path))
    .map(([key, item]) => [key, String(item)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

export function nameOf(object: unknown): string {
  return textAt(object, 'metadata', 'name');
}

export function namespaceOf(object: unknown): string {
  return textAt(object, 'metadata', 'namespace');
}

export function isListObject(object: unknown): boolean {
  return (
    isRecord(object) &&
    Array.isArray(object['items']) &&
    (typeof object['kind'] !== 'string' || object['kind'].endsWith('List'))
  );
}

/** The object with one value replaced, sharing the rest; an undefined value removes the field. */
export function withField(object: Json, path: readonly string[], value: unknown): Json {
  const [name, ...rest] = path;
  if (name === undefined) return isRecord(value) ? value : object;
  if (rest.length > 0) return { ...object, [name]: withField(recordAt(object, name), rest, value) };
  if (value !== undefined) return { ...object, [name]: value };
  const { [name]: _removed, ...others } = object;
  return others;
}

/** The value with the keys of every object sorted, as Go writes maps. */
export function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, withSortedKeys(value[key])]),
  );
}
