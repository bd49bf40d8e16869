/** A parsed image name in canonical form: `nginx` is domain docker.io, path library/nginx, tag latest. */
export interface ImageReference {
  readonly domain: string;
  readonly path: string;
  /** `domain/path`. */
  readonly repository: string;
  /** 'latest' where neither a tag nor a digest is given. */
  readonly tag: string | undefined;
  /** `sha256:...`. */
  readonly digest: string | undefined;
}

type ParsedImageReference =
  | { readonly reference: ImageReference; readonly error?: undefined }
  | { readonly reference?: undefined; readonly error: string };

/*
 * The grammar of github.com/distribution/reference v0.6.0, regexp.go. Input longer than this is refused before matching;
 * the library's own limit, on the path alone, is below.
 */
const maximumLength = 4096;
const maximumPathLength = 255;
const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = `(?:${domainComponent}(?:\\.${domainComponent})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const pathComponent = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const path = `${pathComponent}(?:/${pathComponent})*`;
const referencePattern = new RegExp(
  `^((?:(${domain})/)?(${path}))(?::(\\w[\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);
const identifierPattern = /^[a-f0-9]{64}$/;
const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * Parses an image name as the kubelet does before it asks the runtime: applyDefaultImageTag of pkg/kubelet/images/image_manager.go
 * over reference.ParseNormalizedNamed. The error is that function's, e.g. `couldn't parse image name "A": invalid reference
 * format: repository name (library/A) must be lowercase` (v1.20: `couldn't parse image reference "A": ...`).
 */
export function parseImageReference(image: string, release: '1.20' | '1.36' = '1.36'): ParsedImageReference {
  const fail = (reason: string): ParsedImageReference => ({
    error: `couldn't parse image ${release === '1.20' ? 'reference' : 'name'} ${JSON.stringify(image)}: ${reason}`,
  });
  if (identifierPattern.test(image)) {
    return fail(`invalid repository name (${image}), cannot specify 64-byte hexadecimal strings`);
  }
  if (image.length > maximumLength) return fail('invalid reference format');
  const { domain: name, remainder } = splitDomain(image, release);
  const colon = remainder.indexOf(':');
  const remote = colon === -1 ? remainder : remainder.slice(0, colon);
  if (remote.toLowerCase() !== remote) {
    return fail(
      release === '1.20'
        ? 'invalid reference format: repository name must be lowercase'
        : `invalid reference format: repository name (${remote}) must be lowercase`,
    );
  }
  const full = `${name}/${remainder}`;
  const match = referencePattern.exec(full);
  if (match === null) {
    return fail(
      referencePattern.test(full.toLowerCase()) ? 'repository name must be lowercase' : 'invalid reference format',
    );
  }
  const path = match[3] ?? '';
  if (path.length > maximumPathLength) {
    return fail(`repository name must not be more than ${maximumPathLength} characters`);
  }
  const tag = match[4];
  const digest = match[5];
  if (digest !== undefined) {
    const [algorithm = '', hex = ''] = digest.split(':');
    const length = digestLengths[algorithm];
    if (length === undefined) return fail('unsupported digest algorithm');
    if (hex.length !== length) return fail('invalid checksum digest length');
    if (hex !== hex.toLowerCase()) return fail('invalid checksum digest format');
  }
  return {
    reference: {
      domain: match[2] ?? name,
      path,
      repository: `${match[2] ?? name}/${path}`,
      tag: tag ?? (digest === undefined ? 'latest' : undefined),
      digest,
    },
  };
}

/** splitDockerDomain of reference/normalize.go; capitals in the first component made a domain only from v0.6 (or 2.8) on. */
function splitDomain(image: string, release: '1.20' | '1.36'): { domain: string; remainder: string } {
  const slash = image.indexOf('/');
  const first = slash === -1 ? '' : image.slice(0, slash);
  const isDomain =
    slash !== -1 &&
    (/[.:]/.test(first) || first === 'localhost' || (release !== '1.20' && first.toLowerCase() !== first));
  let domain = isDomain ? first : 'docker.io';
  let remainder = isDomain ? image.slice(slash + 1) : image;
  if (domain === 'index.docker.io') domain = 'docker.io';
  if (domain === 'docker.io' && !remainder.includes('/')) remainder = `library/${remainder}`;
  return { domain, remainder };
}

/** `docker.io/library/nginx` -> `nginx`: the name as Docker's tools show it. */
export function familiarRepository(repository: string): string {
  const short = repository.startsWith('docker.io/') ? repository.slice('docker.io/'.length) : repository;
  const official = /^library\/([^/]+)$/.exec(short);
  return repository !== short && official !== null ? (official[1] ?? short) : short;
}
