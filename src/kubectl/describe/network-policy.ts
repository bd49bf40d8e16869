import { formatLabelSelectorObject, type LabelSelectorObject } from '../../engine/api/selectors.ts';
import { parseTime } from '../../engine/api/time.ts';
import type { NetworkPolicy } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { annotationLines, labelLines } from './format.ts';
import type { DescribeWriter } from './writer.ts';

type Spec = NonNullable<NetworkPolicy['spec']>;
type Ingress = NonNullable<Spec['ingress']>[number];
type Egress = NonNullable<Spec['egress']>[number];
type Peer = NonNullable<Ingress['_from']>[number];
type Port = NonNullable<Ingress['ports']>[number];

interface Rule {
  readonly ports: readonly Port[];
  readonly peers: readonly Peer[];
}

const indent = '    ';

/** describeNetworkPolicy of describe.go, both releases. */

export function* describeNetworkPolicy(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, spec } = object as unknown as NetworkPolicy;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'Created on', goTime(metadata?.creationTimestamp));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.line(0, 'Spec:');
  w.write(1, 'PodSelector: ');
  const selector = spec?.podSelector as LabelSelectorObject | undefined;
  const everything =
    Object.keys(selector?.matchLabels ?? {}).length === 0 && (selector?.matchExpressions ?? []).length === 0;
  w.line(
    2,
    everything
      ? `<none> (Allowing the specific traffic to all pods in this namespace)`
      : formatLabelSelectorObject(selector),
  );
  const types = spec?.policyTypes ?? [];
  const hasEndPort = context.release.name !== '1.20';
  if (types.length === 0 || types.includes('Ingress')) {
    w.line(1, 'Allowing ingress traffic:');
    const rules = (spec?.ingress ?? []) as readonly (Ingress & { readonly from?: readonly Peer[] })[];
    drawRules(
      w,
      rules.map((rule) => ({ ports: rule.ports ?? [], peers: rule.from ?? rule._from ?? [] })),
      { word: 'From', isolated: 'ingress', any: 'traffic not restricted by source', hasEndPort },
    );
  } else w.line(1, 'Not affecting ingress traffic');
  if (types.length === 0 ? (spec?.egress ?? []).length > 0 : types.includes('Egress')) {
    w.line(1, 'Allowing egress traffic:');
    const rules: readonly Egress[] = spec?.egress ?? [];
    drawRules(
      w,
      rules.map((rule) => ({ ports: rule.ports ?? [], peers: rule.to ?? [] })),
      { word: 'To', isolated: 'egress', any: 'traffic not restricted by destination', hasEndPort },
    );
  } else w.line(1, 'Not affecting egress traffic');
  w.line(1, `Policy Types: ${types.length === 0 ? '<none>' : types.join(', ')}`);
}

/** Go's way of printing a time, in UTC. */
function goTime(timestamp: string | undefined): string {
  const time = parseTime(timestamp ?? '');
  if (time === undefined) return '0001-01-01 00:00:00 +0000 UTC';
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
}

function drawRules(
  w: DescribeWriter,
  rules: readonly Rule[],
  words: { readonly word: string; readonly isolated: string; readonly any: string; readonly hasEndPort: boolean },
): void {
  if (rules.length === 0) {
    w.line(0, `${indent}<none> (Selected pods are isolated for ${words.isolated} connectivity)`);
    return;
  }
  rules.forEach(({ ports, peers }, i) => {
    if (ports.length === 0) w.line(0, `${indent}To Port: <any> (traffic allowed to all ports)`);
    for (const port of ports) {
      const protocol = port.protocol ?? 'TCP';
      const number = port.port === undefined ? '<nil>' : String(port.port);
      w.line(
        0,
        port.endPort === undefined || !words.hasEndPort
          ? `${indent}To Port: ${number}/${protocol}`
          : `${indent}To Port Range: ${number}-${port.endPort}/${protocol}`,
      );
    }
    if (peers.length === 0) w.line(0, `${indent}${words.word}: <any> (${words.any})`);
    for (const peer of peers) drawPeer(w, words.word, peer);
    if (i < rules.length - 1) w.line(0, `${indent}----------`);
  });
}

function drawPeer(w: DescribeWriter, word: string, { podSelector, namespaceSelector, ipBlock }: Peer): void {
  w.line(0, `${indent}${word}:`);
  if (namespaceSelector !== undefined)
    w.line(1, `${indent}NamespaceSelector: ${formatLabelSelectorObject(namespaceSelector as LabelSelectorObject)}`);
  if (podSelector !== undefined)
    w.line(1, `${indent}PodSelector: ${formatLabelSelectorObject(podSelector as LabelSelectorObject)}`);
  if (podSelector !== undefined || namespaceSelector !== undefined || ipBlock === undefined) return;
  w.line(1, `${indent}IPBlock:`);
  w.line(2, `${indent}CIDR: ${ipBlock.cidr}`);
  w.line(2, `${indent}Except: ${(ipBlock.except ?? []).join(', ')}`);
}
