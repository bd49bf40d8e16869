import type { Program } from '../sim/process.ts';
import { goLog, listenAndServe, plain } from './go-server.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { alpine314 } from './rootfs.ts';

/** The hello-app of the GKE and Kubernetes tutorials. */
function helloApp(version: '1.0.0' | '2.0.0'): Program {
  return function* run(p) {
    const port = p.env.PORT ?? '8080';
    yield* goLog(p, `Server listening on port ${port}`);
    const error = yield* listenAndServe(p, Number(port), function* (request) {
      yield* goLog(p, `Serving request: ${request.target.split('?')[0] ?? ''}`);
      return plain(`Hello, world!\nVersion: ${version}\nHostname: ${p.hostname()}\n`);
    });
    yield* goLog(p, error);
    return 1;
  };
}

function images(version: '1.0.0' | '2.0.0', created: number): readonly ImageDefinition[] {
  return ['gcr.io/google-samples/hello-app', 'us-docker.pkg.dev/google-samples/containers/gke/hello-app'].map(
    (repository) => ({
      repository,
      tags: [version.slice(0, 3)],
      layers: [alpine314.layer, layer(`hello-app:${version}`, 2.1)],
      cmd: ['./hello-app'],
      env: { PATH: defaultPath, PORT: '8080' },
      created,
      files: (tree) => {
        alpine314.files(tree);
        tree.writeProgram('/hello-app', helloApp(version));
      },
    }),
  );
}

export const helloAppImages: readonly ImageDefinition[] = [
  ...images('1.0.0', Date.UTC(2021, 5, 2)),
  ...images('2.0.0', Date.UTC(2021, 5, 3)),
];
