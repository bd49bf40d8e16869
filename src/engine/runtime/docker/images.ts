import { familiarRepository, parseImageReference } from '../../images/reference.ts';
import { layerDigest } from '../../images/image.ts';
import { RuntimeError, type ImageStatus } from '../cri.ts';
import type { Task } from '../../sim/task.ts';
import { humanDuration, humanSize } from '../tools/units.ts';
import { daemonError, DockerError, forEachArgument, type DockerCommand } from './command.ts';
import { dockerContainers } from './view.ts';
import { formatRows } from './ps.ts';

const headers: Readonly<Record<string, string>> = {
  Repository: 'REPOSITORY',
  Tag: 'TAG',
  Digest: 'DIGEST',
  ID: 'IMAGE ID',
  CreatedSince: 'CREATED',
  Size: 'SIZE',
};

function split(tag: string): [string, string] {
  const colon = tag.lastIndexOf(':');
  return [tag.slice(0, colon), tag.slice(colon + 1)];
}

function imageRows(image: ImageStatus, created: number, now: number, truncate: boolean): Record<string, string>[] {
  const digest = image.digests[0] ?? '';
  const common = {
    Digest: digest.slice(digest.indexOf('@') + 1),
    ID: truncate ? image.id.slice('sha256:'.length, 'sha256:'.length + 12) : image.id,
    CreatedSince: `${humanDuration(now - created)} ago`,
    Size: humanSize(image.size, 3),
  };
  if (image.tags.length === 0) return [{ Repository: digest.slice(0, digest.indexOf('@')), Tag: '<none>', ...common }];
  return image.tags.map((tag) => ({ Repository: split(tag)[0], Tag: split(tag)[1], ...common }));
}

export const images: DockerCommand = {
  name: 'images',
  aliases: ['image ls', 'image list'],
  usage: 'images [OPTIONS] [REPOSITORY[:TAG]]',
  short: 'List images',
  flags: [
    { name: 'all', short: 'a', type: 'bool', usage: 'Show all images (default hides intermediate images)' },
    { name: 'digests', type: 'bool', usage: 'Show digests' },
    { name: 'format', type: 'string', usage: 'Pretty-print images using a Go template' },
    { name: 'no-trunc', type: 'bool', usage: "Don't truncate output" },
    { name: 'quiet', short: 'q', type: 'bool', usage: 'Only show image IDs' },
  ],
  args: { min: 0, max: 1 },
  *run(p, runtime, flags) {
    const [wanted] = flags.positional;
    const rows = runtime
      .images()
      .map((image) => ({ image, created: runtime.store.find(image.id)?.created ?? 0 }))
      .sort((a, b) => b.created - a.created)
      .flatMap(({ image, created }) => imageRows(image, created, p.now(), !flags.bool('no-trunc')))
      .filter(
        (row) =>
          wanted === undefined || wanted === row.Repository || wanted === `${row.Repository ?? ''}:${row.Tag ?? ''}`,
      );
    const columns = ['Repository', 'Tag', ...(flags.bool('digests') ? ['Digest'] : []), 'ID', 'CreatedSince', 'Size'];
    const format =
      flags.text('format') ??
      (flags.bool('quiet') ? '{{.ID}}' : `table ${columns.map((name) => `{{.${name}}}`).join('\t')}`);
    yield* p.write(1, formatRows(format, headers, rows, '*formatter.imageContext'));
    return 0;
  },
};

/** The daemon's part of a CRI error text. */
function daemonPart(error: RuntimeError): DockerError {
  return new DockerError(error.message.replace(/^rpc error: code = \w+ desc = /, ''));
}

export const pull: DockerCommand = {
  name: 'pull',
  aliases: ['image pull'],
  usage: 'pull [OPTIONS] NAME[:TAG|@DIGEST]',
  short: 'Pull an image or a repository from a registry',
  flags: [{ name: 'quiet', short: 'q', type: 'bool', usage: 'Suppress verbose output' }],
  args: { min: 1, max: 1 },
  *run(p, runtime, flags) {
    const name = flags.positional[0] ?? '';
    const { reference, error } = parseImageReference(name, '1.20');
    if (error !== undefined) throw new DockerError(error.replace(/^couldn't parse image reference "[^"]*": /, ''));
    const quiet = flags.bool('quiet');
    const full = `${reference.repository}${reference.digest === undefined ? `:${reference.tag ?? 'latest'}` : `@${reference.digest}`}`;
    if (!quiet && !/[:@]/.test(name.slice(name.lastIndexOf('/') + 1))) yield* p.write(1, 'Using default tag: latest\n');
    const present = new Set(runtime.images().map((image) => image.id));
    let status: ImageStatus;
    try {
      status = yield* runtime.store.pull(name);
    } catch (cause) {
      if (!(cause instanceof RuntimeError)) throw cause;
      throw daemonPart(cause);
    }
    const image = runtime.store.find(status.id);
    if (!quiet && image !== undefined) {
      const fresh = !present.has(status.id);
      const path = reference.domain === 'docker.io' ? reference.path : reference.path;
      const lines = [`${reference.digest ?? reference.tag ?? 'latest'}: Pulling from ${path}`];
      if (fresh) for (const layer of image.layers) lines.push(`${layerDigest(layer).slice(7, 19)}: Pull complete`);
      lines.push(`Digest: ${image.digest}`);
      const shown = `${familiarRepository(reference.repository)}${full.slice(reference.repository.length)}`;
      lines.push(fresh ? `Status: Downloaded newer image for ${shown}` : `Status: Image is up to date for ${shown}`);
      yield* p.write(1, `${lines.join('\n')}\n`);
    }
    yield* p.write(1, `${full}\n`);
    return 0;
  },
};

export const rmi: DockerCommand = {
  name: 'rmi',
  aliases: ['image rm'],
  usage: 'rmi [OPTIONS] IMAGE [IMAGE...]',
  short: 'Remove one or more images',
  flags: [
    { name: 'force', short: 'f', type: 'bool', usage: 'Force removal of the image' },
    { name: 'no-prune', type: 'bool', usage: 'Do not delete untagged parents' },
  ],
  args: { min: 1 },
  *run(p, runtime, flags) {
    return yield* forEachArgument(p, flags.positional, function* (name): Task<string> {
      const status = runtime.store.status(name);
      if (status === undefined) throw new DockerError(`Error: No such image: ${name}`);
      const short = status.id.slice(7, 19);
      const user = dockerContainers(runtime).find((container) => container.imageId === status.id);
      if (user !== undefined && (user.state === 'running' || !flags.bool('force'))) {
        const by = `${user.state === 'running' ? 'running' : 'stopped'} container ${user.id.slice(0, 12)}`;
        const isId = status.id.startsWith(`sha256:${name}`) || status.id === name;
        const what = isId
          ? `unable to delete ${short} (${user.state === 'running' ? 'cannot be forced' : 'must be forced'})`
          : `unable to remove repository reference "${name}" (must force)`;
        throw new DockerError(
          `Error response from daemon: conflict: ${what} - ${isId ? `image is being used by ${by}` : `container ${user.id.slice(0, 12)} is using its referenced image ${short}`}`,
        );
      }
      const removed = runtime.store.remove(name);
      if (removed === undefined) throw daemonError(`No such image: ${name}`);
      const lines = removed.untagged.map((tag) => {
        const at = tag.search(/@|:[^/]*$/);
        return `Untagged: ${familiarRepository(tag.slice(0, at))}${tag.slice(at)}`;
      });
      if (removed.deleted !== undefined) {
        lines.push(`Deleted: ${removed.deleted.id}`);
        for (const layer of [...removed.deleted.layers].reverse()) lines.push(`Deleted: ${layerDigest(layer)}`);
      }
      return lines.join('\n');
    });
  },
};
