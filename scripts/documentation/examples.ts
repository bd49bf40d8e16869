import { readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import ts from 'typescript';

/** One example of the official documentation that a test plays. */
export interface DocumentationExample {
  /** The page's name, or its path below kubernetes.io/docs; a section may follow after a comma. */
  readonly page: string;
  /** What the test says of it; '' where it is the page as a whole. */
  readonly example: string;
  readonly file: string;
  /** Played under v1.20 and v1.36. */
  readonly bothReleases: boolean;
}

/** Where the examples are: the folders and files of that name, and single tests elsewhere that begin with `docs: ` or `Tutorials: `. */
const place = /^[^/]+\/documentation\/[^/]+\.test\.ts$|^documentation-[^/]+\.test\.ts$/;
const strays = ['src/engine/controllers/podautoscaler/walkthrough.test.ts', 'src/engine/dns/pod-names.test.ts'];

const shelf = /^(Concepts|Tasks|Tutorials|Reference): |^(concepts|tasks|tutorials|reference)\//;

/** A title without what says only which release plays it. */
function plain(title: string): string {
  return title
    .replace(/^docs(: |, v%s$|$)/, '')
    .replace(/,? ?\(?v(%s|1\.36)\)?$/, '')
    .replace(/^v(%s|1\.36).*$/, '')
    .trim();
}

/** All examples, by page and then in the order of their tests. */
export function documentationExamples(): readonly DocumentationExample[] {
  const found = readdirSync('src/engine', { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => place.test(file))
    .map((file) => `src/engine/${file}`);
  return [...found, ...strays]
    .sort()
    .flatMap((file) => examplesOf(file, strays.includes(file)))
    .sort((a, b) => (a.page < b.page ? -1 : a.page > b.page ? 1 : 0));
}

function examplesOf(file: string, stray: boolean): DocumentationExample[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const constants = new Map<string, string>();
  const found: DocumentationExample[] = [];

  const visit = (node: ts.Node, titles: readonly string[], both: boolean): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      if (ts.isStringLiteralLike(node.initializer)) constants.set(node.name.text, node.initializer.text);
    }
    const call = testCall(node);
    if (call === undefined) {
      ts.forEachChild(node, (child) => visit(child, titles, both));
      return;
    }
    const title = textOf(call.title, constants);
    const everyRelease = both || call.table === 'both' || /'1\.20', ?'1\.36'/.test(call.table);
    if (call.kind === 'describe') {
      ts.forEachChild(call.body, (child) => visit(child, [...titles, title], everyRelease));
      return;
    }
    if (stray && !/^(docs|Tutorials): /.test(title)) return;
    for (const one of rowsOf(plain(title), call.rows)) {
      found.push({ ...pageAndExample(titles.map(plain), one), file, bothReleases: everyRelease });
    }
  };
  visit(source, [], false);
  return found;
}

interface TestCall {
  readonly kind: 'describe' | 'test';
  readonly title: ts.Expression;
  readonly body: ts.Node;
  /** The source of what `.each` was given. */
  readonly table: string;
  /** Its rows, where it is written out there. */
  readonly rows: readonly ts.Expression[];
}

const bare = (node: ts.Expression | undefined): ts.Expression | undefined =>
  node !== undefined && ts.isAsExpression(node) ? node.expression : node;

/** One title for each row of a table: its first cells take the place of `%s` and `%o`. */
function rowsOf(title: string, rows: readonly ts.Expression[]): readonly string[] {
  if (!/%[so]/.test(title)) return [title];
  if (rows.length === 0) return [title.replaceAll(/%[so]/g, '…')];
  return rows.map((row) => {
    const cells = ts.isArrayLiteralExpression(row) ? [...row.elements] : [row];
    return title.replaceAll(/%[so]/g, () => {
      const cell = cells.shift();
      return cell === undefined ? '…' : ts.isStringLiteralLike(cell) ? cell.text : cell.getText();
    });
  });
}

/** `it(...)`, `test.each(...)(...)` and the like; a test that is skipped is none. */
function testCall(node: ts.Node): TestCall | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length < 2) return undefined;
  const each = ts.isCallExpression(node.expression) ? node.expression : undefined;
  const name = (each ?? node).expression.getText();
  if (!/^(describe|it|test)(\.each)?$/.test(name) || name.endsWith('.each') !== (each !== undefined)) return undefined;
  const table = bare(each?.arguments[0]);
  return {
    kind: name.startsWith('describe') ? 'describe' : 'test',
    title: node.arguments[0]!,
    body: node.arguments[1]!,
    table: table?.getText() ?? '',
    rows: table !== undefined && ts.isArrayLiteralExpression(table) ? [...table.elements] : [],
  };
}

/** A title's text, with the file's string constants put in. */
function textOf(title: ts.Expression, constants: ReadonlyMap<string, string>): string {
  if (ts.isStringLiteralLike(title)) return title.text;
  if (!ts.isTemplateExpression(title)) throw new Error(`not a title: ${title.getText()}`);
  const spans = title.templateSpans.map(({ expression, literal }) => {
    const value = constants.get(expression.getText());
    if (value === undefined) throw new Error(`no string constant: ${expression.getText()}`);
    return value + literal.text;
  });
  return title.head.text + spans.join('');
}

function pageAndExample(groups: readonly string[], title: string): { readonly page: string; readonly example: string } {
  const group = groups.find((one) => shelf.test(one) || /^[A-Z]/.test(one));
  const own = title.replace(/^(Concepts|Tasks|Tutorials|Reference): /, '');
  const shelfName = title.slice(0, title.length - own.length);
  if (group !== undefined) return { page: group.replace(/: [a-z].*$/, ''), example: title };
  const [page = '', ...rest] = own.split(': ');
  return { page: shelfName + page, example: rest.join(': ') };
}

/** The list as Markdown, before it is formatted. */
export function documentationList(examples: readonly DocumentationExample[]): string {
  const pages = [...new Set(examples.map(({ page }) => page))];
  const of = (page: string): string =>
    examples
      .filter((one) => one.page === page)
      .map(({ example, file, bothReleases }) => {
        const what = example === '' ? 'the page as a whole' : example;
        return `- ${what}${bothReleases ? ' (v1.20 and v1.36)' : ''} — [${file.split('/').at(-1)}](../${file})`;
      })
      .join('\n');
  return [
    '# Examples of the official documentation',
    `${examples.length} examples of the pages of kubernetes.io/docs behave here as their page says. Each is a test; the manifests were typed from the pages’ facts.`,
    '`npx tsx scripts/documentation.ts` writes this list, and a test compares it with the tests that there are.',
    ...pages.map((page) => `\n## ${page}\n\n${of(page)}`),
    '',
  ]
    .join('\n\n')
    .replace(/\n{3,}/g, '\n\n');
}
