import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import type { Json } from '../../object.ts';
import { createDeploymentPage } from '../../pages/create-deployment.ts';
import { suffixAlphabet } from '../../../engine/api/names.ts';
import type { Creation } from './subcommand.ts';

/** kubectl/pkg/cmd/create/create_deployment.go. */
export const deployment: Creation = {
  page: createDeploymentPage,
  required: ['image'],
  generator: '',
  failure: 'failed to create deployment:',
  build(invocation, name) {
    const { flags, args } = invocation;
    const images = flags.list('image');
    const command = args.slice(1);
    if (images.length > 1 && command.length > 0)
      throw new CommandError('cannot specify multiple --image options and command');
    const port = flags.number('port');
    const labels = { app: name };
    const containers = images.map((image, i) => ({
      name: containerName(invocation, image),
      image,
      ...(command.length === 0 ? {} : { command }),
      ...(i === 0 && port >= 0 ? { ports: [{ containerPort: port }] } : {}),
    }));
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: {
        replicas: flags.number('replicas'),
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      } satisfies Json,
    };
  },
};

/** The last part of the image's name; one that is no DNS label is put right and made unique (sanitizeAndUniquify). */
function containerName({ p }: Invocation, image: string): string {
  const name = image.split('/').at(-1)!.split(':')[0]!.split('@')[0]!;
  if (!/[_.]/.test(name)) return name;
  const letters = Array.from({ length: 5 }, () => suffixAlphabet[Math.floor(p.random() * suffixAlphabet.length)]);
  return `${name.replace(/[_.]/g, '-')}-${letters.join('')}`;
}
