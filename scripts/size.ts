import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/**
 * The budgets of the first load, gzipped: the page's JavaScript (what index.html asks for, with what those modules import
 * statically), and the engine's worker, which loads beside it and off the page's thread. Monaco and the schema come later.
 */
const budgets = [
  { name: 'the page', kibibytes: 260, entry: (file: string, html: string) => html.includes(file) },
  { name: "the engine's worker", kibibytes: 512, entry: (file: string) => file.startsWith('session-worker') },
  { name: 'the worker of a real cluster', kibibytes: 400, entry: (file: string) => file.startsWith('remote-worker') },
];

const folder = 'dist/assets';
const html = readFileSync('dist/index.html', 'utf8');
const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
const statics = /(?:^|[;}\s])(?:import|export)(?:[^'"();]*?from)?\s*["'`]\.\/([^"'`]+\.js)["'`]/g;

for (const budget of budgets) {
  const counted = new Map<string, number>();
  const queue = names.filter((name) => budget.entry(name, html));
  while (queue.length > 0) {
    const name = queue.pop()!;
    if (counted.has(name)) continue;
    const text = readFileSync(`${folder}/${name}`, 'utf8');
    counted.set(name, gzipSync(text, { level: 9 }).length);
    for (const match of text.matchAll(statics)) if (names.includes(match[1]!)) queue.push(match[1]!);
  }
  const sum = [...counted.values()].reduce((a, b) => a + b, 0);
  for (const [name, size] of counted) console.log(`${(size / 1024).toFixed(1).padStart(8)} KiB gz  ${name}`);
  console.log(
    `${(sum / 1024).toFixed(1).padStart(8)} KiB gz for ${budget.name}; the budget is ${budget.kibibytes} KiB`,
  );
  if (counted.size === 0) console.error(`No JavaScript found for ${budget.name}: is the build complete?`);
  if (counted.size === 0 || sum > budget.kibibytes * 1024) process.exitCode = 1;
}
