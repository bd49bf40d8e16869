/** What one line did. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const suffix = '[bcdfghjklmnpqrstvwxz2456789]{5}';

/** What two runs of the same line can't have in common, each with what stands for it. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<time>'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>'],
  [/\b\d{4}[-/]\d\d[-/]\d\d \d\d:\d\d:\d\d( [+-]\d{4} UTC)?/g, '<time>'],
  [/\b([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ /g, '$1<klog> '],
  [/(resourceVersion"?: )"\d+"/g, '$1"<revision>"'],
  [/(Resource Version: +)\d+/g, '$1<revision>'],
  [/(docker:\/\/|containerd:\/\/|exec ")[0-9a-f]{64}/g, '$1<id>'],
  [/\b\d+(\.\d+)?m?s \(\d+(\.\d+)?m?s including waiting\)/g, '<pull time>'],
  // Names that the server or a controller makes up.
  [new RegExp(`(kube-api-access|default-token)-${suffix}\\b`, 'g'), '$1-<random>'],
  [new RegExp(`-([0-9a-f]{8,10}|<hash>)-${suffix}\\b`, 'g'), '-<hash>-<random>'],
  // A list's age column may be as wide as its longest age.
  [/(^|[ (])(\d+[ydhs]|\d{1,2}m)(\d+[dhms])?(?=[ ),]|$) */gm, '$1<age> '],
  [/<invalid>(?= )/g, '<age>'],
  [/\b(AGE|Age|LAST SEEN|LAST-SEEN|DURATION) +/g, '$1 '],
  [/----(?= +----)/g, '----'],
  [/\b(172\.18\.0|10\.244\.\d+|10\.\d+\.\d+)\.\d+\b */g, '<ip> '],
  [/\b(IP|CLUSTER-IP|INTERNAL-IP) +/g, '$1 '],
];

/** A text as far as another run can repeat it. */
export function normalise(text: string, namespace: string): string {
  let result = text.replaceAll(namespace, '<namespace>');
  for (const [pattern, replacement] of volatile) result = result.replace(pattern, replacement);
  return result.replace(/ +$/gm, '');
}

/** Both outcomes as texts to compare; equal if the programs agree. */
export function describeOutcome({ stdout, stderr, exitCode }: Outcome, namespace: string): string {
  const section = (name: string, text: string): string =>
    text === ''
      ? ''
      : `-- ${name}\n${normalise(text, namespace)}${text.endsWith('\n') ? '' : '\n\\ no newline at the end\n'}`;
  return `${section('stdout', stdout)}${section('stderr', stderr)}-- exit ${exitCode}\n`;
}
