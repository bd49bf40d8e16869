import type { FileTree } from '../runtime/machine.ts';
import { agnhostImages } from './agnhost.ts';
import { etcdImages } from './etcd.ts';
import { assassingKubia } from './assassing-kubia.ts';
import { bootcampImages } from './bootcamp.ts';
import { componentImages } from './components.ts';
import { curlImages } from './curl.ts';
import { echoServerImages } from './echo-server.ts';
import { helloAppImages } from './hello-app.ts';
import { hpaExampleImages } from './hpa-example.ts';
import { httpdImages } from './httpd.ts';
import { httpEchoImages } from './http-echo.ts';
import type { ImageDefinition } from './image.ts';
import { createImageRegistry, type ImageRegistry } from './image-registry.ts';
import { perlImages, pythonImages } from './languages.ts';
import { luksaImages } from './luksa-kubia.ts';
import { mysqlImages } from './mysql.ts';
import { nginxImages } from './nginx.ts';
import { pauseImages } from './pause.ts';
import { postgresImages } from './postgres.ts';
import { redisImages } from './redis.ts';
import { requestEchoImages } from './request-echo.ts';
import { stressImage } from './stress.ts';
import { systemImages } from './systems.ts';

/** One line registers an image. */
export const builtInImages: readonly ImageDefinition[] = [
  ...agnhostImages,
  ...etcdImages,
  assassingKubia,
  ...bootcampImages,
  ...componentImages,
  ...curlImages,
  ...echoServerImages,
  ...helloAppImages,
  ...hpaExampleImages,
  ...httpdImages,
  ...httpEchoImages,
  ...luksaImages,
  ...mysqlImages,
  ...nginxImages,
  ...pauseImages,
  ...perlImages,
  ...postgresImages,
  ...pythonImages,
  ...redisImages,
  ...requestEchoImages,
  stressImage,
  ...systemImages,
];

/** The registry that a new cluster pulls from, as it stood at `epoch` (Unix milliseconds). */
export function createRegistry(createTree: (modified: number) => FileTree, epoch: number): ImageRegistry {
  return createImageRegistry(builtInImages, createTree, epoch);
}
