import { CommandError } from '../../errors.ts';
import type { Json } from '../../object.ts';
import { createIngressPage } from '../../pages/create-ingress.ts';
import type { Creation } from './subcommand.ts';

/** `host/path=service:port[,tls[=secret]]`; what follows the port is not checked (create_ingress.go, ruleRegex). */
const rulePattern = /^[\w*\-.]*\/.*=[\w-]+:[\w-]+/;

/** kubectl/pkg/cmd/create/create_ingress.go. */
export const ingress: Creation = {
  page: createIngressPage,
  failure: 'failed to create ingress:',
  build({ flags }, name) {
    const rules = flags.list('rule');
    const fallback = flags.string('default-backend');
    const className = flags.string('class');
    if (fallback === '' && rules.length === 0) {
      throw new CommandError(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    }
    for (const rule of rules) {
      if (!rulePattern.test(rule))
        throw new CommandError(
          `rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
        );
    }
    const annotations = annotationsOf(flags.list('annotation'));
    if (fallback !== '' && fallback.split(':').length !== 2)
      throw new CommandError('default-backend should be in format servicename:serviceport');
    const tls = tlsOf(rules);
    const paths = rulesOf(rules);
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
      spec: {
        ...(className === '' ? {} : { ingressClassName: className }),
        ...(fallback === '' ? {} : { defaultBackend: backend(fallback) }),
        ...(tls.length === 0 ? {} : { tls }),
        ...(paths.length === 0 ? {} : { rules: paths }),
      },
    };
  },
};

function annotationsOf(words: readonly string[]): Json {
  return Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf('=');
      if (equals < 0) throw new CommandError(`annotation ${word} is invalid and should be in format key=[value]`);
      return [word.slice(0, equals), word.slice(equals + 1)];
    }),
  );
}

/** Hosts by secret; a host is taken once. */
function tlsOf(rules: readonly string[]): readonly Json[] {
  const entries: { hosts: string[]; secretName: string }[] = [];
  const seen = new Set<string>();
  for (const rule of rules) {
    const parts = rule.split(',');
    if (parts.length !== 2) continue;
    const host = rule.split('/')[0]!;
    const secretName = parts[1]!.split('=')[1] ?? '';
    if (seen.has(host)) continue;
    seen.add(host);
    const same = entries.find((entry) => entry.secretName === secretName);
    if (same !== undefined) same.hosts.push(host);
    else if (host !== '' || secretName !== '') entries.push({ hosts: host === '' ? [] : [host], secretName });
  }
  return entries.map(({ hosts, secretName }) => ({
    ...(hosts.length === 0 ? {} : { hosts }),
    ...(secretName === '' ? {} : { secretName }),
  }));
}

function rulesOf(rules: readonly string[]): readonly Json[] {
  const byHost = new Map<string, Json[]>();
  for (const rule of rules) {
    const target = rule.split(',')[0]!;
    const slash = target.indexOf('/');
    const host = target.slice(0, slash);
    byHost.set(host, [...(byHost.get(host) ?? []), httpPath(target.slice(slash + 1))]);
  }
  return [...byHost].map(([host, paths]) => ({ ...(host === '' ? {} : { host }), http: { paths } }));
}

/** `path*` is a prefix, anything else exact. */
function httpPath(text: string): Json {
  const [name, service] = text.split('=') as [string, string];
  const isPrefix = name.endsWith('*');
  return {
    path: `/${isPrefix ? name.slice(0, -1) : name}`,
    pathType: isPrefix ? 'Prefix' : 'Exact',
    backend: backend(service),
  };
}

function backend(text: string): Json {
  const [name, port] = text.split(':') as [string, string];
  return { service: { name, port: /^[+-]?\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}
