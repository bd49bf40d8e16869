/** The parts of an image's name (distribution's reference grammar, as pkg/util/parsers reads it). */
export interface ImageReference {
  /** With the registry's host if one is named: `registry.k8s.io/pause`. */
  readonly repository: string;
  /** `latest` where neither tag nor digest is given. */
  readonly tag: string;
  readonly digest: string;
}

const host =
  '(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const pattern = new RegExp(
  `^((?:${host}/)?${component}(?:/${component})*)(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);

/** The parsed name, or undefined if it is none (InvalidImageName). */
export function parseImageReference(image: string): ImageReference | undefined {
  const match = pattern.exec(image);
  if (match === null) return undefined;
  const digest = match[3] ?? '';
  return { repository: match[1]!, tag: match[2] ?? (digest === '' ? 'latest' : ''), digest };
}

/** The tag that decides on imagePullPolicy; '' for a digest alone, and for a name that does not parse. */
export function imageTag(image: string): string {
  return parseImageReference(image)?.tag ?? '';
}
