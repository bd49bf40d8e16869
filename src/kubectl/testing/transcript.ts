import { readOpenApi } from '../../cli/openapi.ts';
import type { KubectlRelease } from '../index.ts';
import { TestWorkstation, type Ran } from './workstation.ts';

/** The workstation of the transcripts: the API server is v1.36 each time, and holds only the namespace's own account. */
export function transcriptWorkstation(release: KubectlRelease['name']): TestWorkstation {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } };
  return new TestWorkstation(release, [account], { server: '1.36', openapi: readOpenApi('1.36') });
}

/** What differs from run to run: times, ages, identifiers, addresses that somebody chose. */
const changing: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, 'TIME'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [+-]\d{4}/g, 'TIME'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID'],
  [/("?resourceVersion"?): "\d+"/g, '$1: RV'],
  [/("?nodePort"?): \d+/g, '$1: NODEPORT'],
  [/10\.(9[6-9]|1[01]\d)\.\d+\.\d+/g, 'CLUSTERIP'],
  [/\b([WEI])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /g, '$1KLOG '],
  [/\b\d+s\b/g, 'AGE'],
  [/\/tmp\/(LIVE|MERGED)-\d+/g, '/tmp/$1'],
  [/kubectl-edit-\w+\.yaml/g, 'kubectl-edit-X.yaml'],
];

/** One step as a transcript shows it: the line, standard output, `! ` before standard error, `? ` before a status other than 0. */
export function transcriptStep(line: string, ran: Ran): string {
  const settle = (text: string): string => changing.reduce((all, [pattern, by]) => all.replace(pattern, by), text);
  const [stdout, stderr] = [settle(ran.stdout), settle(ran.stderr)];
  // A line without its end is marked as zsh does.
  const out = stdout === '' || stdout.endsWith('\n') ? stdout : `${stdout}%\n`;
  const err = stderr === '' ? '' : `${stderr.replace(/\n$/, '').replace(/^/gm, '! ')}\n`;
  return `$ ${line.replaceAll('\n', '\n> ')}\n${out}${err}${ran.status === 0 ? '' : `? ${ran.status}\n`}`;
}
