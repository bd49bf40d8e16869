import workers from 'node:worker_threads';
import zlib from 'node:zlib';

/*
 * The HTTP client inside @kubernetes/client-node is written for Node 22: when it is loaded it takes hold of two functions that Node 20
 * has not, and later it uses a third. Import this before it. No answer here is compressed with zstd, and nothing is cloned to a worker.
 */
const shim = (module: object, name: string, replacement: () => unknown): void => {
  const functions = module as Record<string, unknown>;
  functions[name] ??= replacement;
};

shim(zlib, 'createZstdDecompress', () => {
  throw new Error('this Node knows no zstd');
});
shim(workers, 'markAsUncloneable', () => {});
shim(Promise, 'withResolvers', function <T>() {
  let [resolve, reject]: ((value: never) => void)[] = [];
  const promise = new Promise<T>((...functions) => {
    [resolve, reject] = functions as ((value: never) => void)[];
  });
  return { promise, resolve, reject };
});
