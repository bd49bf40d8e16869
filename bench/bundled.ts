import { execFileSync } from 'node:child_process';
import { build } from 'vite';

/**
 * Bundles a bench as the page's code is bundled, runs it in a process of its own and returns the object on its last line. Both sides
 * of a comparison go through here: what one module imports of another costs the same, and each has its memory to itself.
 * Throws what the build or the process throws, after `timeout` milliseconds at the latest.
 */
export async function runBundled<T>(name: string, args: readonly (string | number)[], timeout: number): Promise<T> {
  const outDir = 'node_modules/.cache/bench';
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: `bench/${name}.ts`, outDir, emptyOutDir: false, target: 'node20', minify: false },
    ssr: { noExternal: true },
  });
  const text = execFileSync(process.execPath, [`${outDir}/${name}.js`, ...args.map(String)], {
    encoding: 'utf8',
    timeout,
  });
  return JSON.parse(text.trim().split('\n').at(-1)!) as T;
}
