import type { WhyReason } from './table/index.ts';
import type { Why } from './why.ts';

/**
 * What kubectl prints when the API server says no -> explanation; the first that fits. Sources: apiserver
 * pkg/admission/plugin/{resourcequota,namespace}, kubernetes plugin/pkg/admission/{limitranger,serviceaccount,priority},
 * pod-security-admission, apimachinery pkg/api/errors (v1.20.15 and v1.36.0).
 */
const refusals: readonly (readonly [RegExp, WhyReason, ...string[]])[] = [
  [
    /exceeded quota: ([^,]+), requested: (.+?), used: (.+?), limited: (.+)/,
    'ExceededQuota',
    'quota',
    'requested',
    'used',
    'limited',
  ],
  [/failed quota: ([^:]+): must specify (.+)/, 'QuotaNeedsValues', 'quota', 'missing'],
  [/((?:maximum|minimum) \S+ usage per .+|\S+ max limit to request ratio per .+)/, 'LimitRange', 'message'],
  [/violates PodSecurity "([^"]+)": (.+)/, 'PodSecurity', 'level', 'message'],
  [/error looking up service account (.+)/, 'NoServiceAccount', 'message'],
  [/(no PriorityClass with name .+)/, 'NoPriorityClass', 'message'],
  [/unable to create new content in namespace (\S+) because it is being terminated/, 'NamespaceEnding', 'name'],
  [/namespaces "([^"]+)" not found/, 'NamespaceMissing', 'name'],
  [/(\S+) "[^"]+" already exists/, 'AlreadyExists', 'what'],
  [/the object has been modified; please apply your changes/, 'Conflict'],
  [/pod updates may not change fields|field is immutable/, 'Immutable'],
  [/unknown field "([^"]+)"|unknown field "?([\w.[\]]+)"?/, 'UnknownField', 'field'],
  [/(no matches for kind .+|the server doesn't have a resource type .+)/, 'UnknownKind', 'message'],
  [/admission webhook "[^"]+" denied the request: (.+)/, 'WebhookDenied', 'message'],
  [/ is invalid: /, 'Invalid'],
  [/User "[^"]+" cannot (.+)/, 'Forbidden', 'message'],
  [/\(NotFound\): (\S+) "[^"]+" not found/, 'NotFound', 'what'],
];

/** Why the API server refused something, from what kubectl printed; undefined if it is nothing that is known. */
export function whyRefused(printed: string): Why | undefined {
  const message = printed.trim();
  for (const [pattern, reason, ...names] of refusals) {
    const match = pattern.exec(message);
    if (match === null) continue;
    const params = Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? match[index + 2] ?? '']));
    return { reason, params: { message: first(message), explain: 'pod.spec', ...params } };
  }
  return undefined;
}

/** Without kubectl's prefix, one line. */
const first = (text: string): string =>
  (text.split('\n').at(-1) ?? '')
    .replace(/^(error|Error from server \(\w+\)):\s*/, '')
    .replace(/^error when \S+ "[^"]*": /, '');
