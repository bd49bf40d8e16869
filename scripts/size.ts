import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/**
 * The budget of the first load: the JavaScript that index.html asks for, with what those modules import statically, and the
 * engine's worker, gzipped. Monaco and the schema come later and are not counted.
 */
const budgetKiB = 260;
const folder = 'dist/assets';
const html = readFileSync('dist/index.html', 'utf8');
const names = readdirSync(folder).filter((name) => name.endsWith('.js'));

const counted = new Map<string, number>();
const queue = names.filter((name) => html.includes(name) || /^session-worker/.test(name));
while (queue.length > 0) {
  const name = queue.pop()!;
  if (counted.has(name)) continue;
  const text = readFileSync(`${folder}/${name}`, 'utf8');
  counted.set(name, gzipSync(text, { level: 9 }).length);
  const statics = /(?:^|[;}\s])(?:import|export)(?:[^'"();]*?from)?\s*["']\.\/([^"']+\.js)["']/g;
  for (const match of text.matchAll(statics)) if (names.includes(match[1]!)) queue.push(match[1]!);
}

let sum = 0;
for (const [name, size] of counted) {
  sum += size;
  console.log(`${(size / 1024).toFixed(1).padStart(8)} KiB gz  ${name}`);
}
console.log(
  `${(sum / 1024).toFixed(1).padStart(8)} KiB gz of JavaScript on first load; the budget is ${budgetKiB} KiB`,
);
if (counted.size === 0) {
  console.error('No JavaScript found in dist/index.html: is the build complete?');
  process.exitCode = 1;
}
if (sum > budgetKiB * 1024) process.exitCode = 1;
