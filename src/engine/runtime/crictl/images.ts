import { RuntimeError } from '../cri.ts';
import { crictlTable, table } from '../tools/table.ts';
import { humanSize } from '../tools/units.ts';
import { CrictlError, ShowHelp, truncated, type CrictlCommand } from './command.ts';

export const images: CrictlCommand = {
  name: 'images',
  aliases: ['image', 'img'],
  usage: 'List images',
  argsUsage: '[command options] [REPOSITORY[:TAG]]',
  flags: [
    { name: 'digests', type: 'bool', usage: 'Show digests' },
    { name: 'no-trunc', type: 'bool', usage: 'Show output without truncating the ID' },
    { name: 'pinned', type: 'bool', usage: 'Show whether the image is pinned or not' },
    { name: 'quiet', short: 'q', type: 'bool', usage: 'Only show image IDs' },
  ],
  *run(p, runtime, flags) {
    if (flags.positional.length > 1) throw new ShowHelp();
    const [wanted] = flags.positional;
    const only = wanted === undefined ? undefined : runtime.store.status(wanted)?.id;
    const found = runtime
      .images()
      .filter((image) => wanted === undefined || image.id === only)
      .sort((a, b) => ((a.tags[0] ?? a.digests[0] ?? '') < (b.tags[0] ?? b.digests[0] ?? '') ? -1 : 1));
    if (flags.bool('quiet')) {
      yield* p.write(1, found.map((image) => `${image.id}\n`).join(''));
      return 0;
    }
    const digests = flags.bool('digests');
    const pinned = flags.bool('pinned');
    const shown = (id: string): string => (flags.bool('no-trunc') ? id : truncated(id));
    const rows = found.flatMap((image) => {
      const [name = '<none>', digest = '<none>'] = (image.digests[0] ?? '').split('@');
      const tags = image.tags.length === 0 ? [`${name}:<none>`] : image.tags;
      return tags.map((tag) => {
        const colon = tag.lastIndexOf(':');
        return [
          tag.slice(0, colon),
          tag.slice(colon + 1),
          ...(digests ? [shown(digest)] : []),
          shown(image.id),
          humanSize(image.size, 3),
          ...(pinned ? [String(image.tags.includes(runtime.release.pauseImage))] : []),
        ];
      });
    });
    const header = ['IMAGE', 'TAG', ...(digests ? ['DIGEST'] : []), 'IMAGE ID', 'SIZE', ...(pinned ? ['PINNED'] : [])];
    yield* p.write(1, table([header, ...rows], crictlTable));
    return 0;
  },
};

export const pull: CrictlCommand = {
  name: 'pull',
  usage: 'Pull an image from a registry',
  argsUsage: '[command options] NAME[:TAG|@DIGEST]',
  flags: [],
  *run(p, runtime, flags) {
    const [name = ''] = flags.positional;
    if (name === '') throw new CrictlError('image name cannot be empty');
    if (flags.positional.length > 1) throw new ShowHelp();
    try {
      const status = yield* runtime.store.pull(name);
      yield* p.write(1, `Image is up to date for ${status.id}\n`);
      return 0;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      const message = error.message.startsWith('rpc error')
        ? error.message
        : `rpc error: code = Unknown desc = ${error.message}`;
      throw new CrictlError(`pulling image: ${message}`);
    }
  },
};

export const rmi: CrictlCommand = {
  name: 'rmi',
  usage: 'Remove one or more images',
  argsUsage: '[command options] IMAGE-ID [IMAGE-ID...]',
  flags: [
    { name: 'all', short: 'a', type: 'bool', usage: 'Remove all images' },
    { name: 'prune', short: 'q', type: 'bool', usage: 'Remove all unused images' },
  ],
  *run(p, runtime, flags) {
    const everything = flags.bool('all') || flags.bool('prune');
    const used = new Set([...runtime.containerRecords.values()].map((container) => container.image.id));
    const names = everything
      ? runtime
          .images()
          .filter(
            (image) =>
              !flags.bool('prune') || (!used.has(image.id) && !image.tags.includes(runtime.release.pauseImage)),
          )
          .map((image) => image.id)
      : flags.positional;
    if (names.length === 0 && !everything) throw new ShowHelp();
    let failed = false;
    for (const name of names) {
      const image = runtime.store.status(name);
      if (image === undefined) {
        failed = true;
        yield* p.write(
          2,
          `time="${new Date(p.now()).toISOString().slice(0, 19)}Z" level=error msg="no such image ${name}"\n`,
        );
        continue;
      }
      runtime.removeImage(image.id);
      const gone = image.tags.length > 0 ? image.tags : image.digests;
      yield* p.write(1, gone.map((tag) => `Deleted: ${tag}\n`).join(''));
    }
    if (failed) throw new CrictlError('unable to remove the image(s)');
    return 0;
  },
};
