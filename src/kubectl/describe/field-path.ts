import type { Pod } from '../../engine/api/types.ts';
import { quote } from '../go/quote.ts';

/** The value of a downward API path as describe shows it; '' for one that only the kubelet knows (fieldpath.go). */
export function fieldPathText(pod: Pod, path: string): string {
  const subscript = /^(metadata\.(?:annotations|labels))\['(.*)'\]$/.exec(path);
  const { metadata } = pod;
  if (subscript !== null) {
    const map = subscript[1] === 'metadata.labels' ? metadata?.labels : metadata?.annotations;
    return map?.[subscript[2]!] ?? '';
  }
  switch (path) {
    case 'metadata.annotations':
      return formatMap(metadata?.annotations);
    case 'metadata.labels':
      return formatMap(metadata?.labels);
    case 'metadata.name':
      return metadata?.name ?? '';
    case 'metadata.namespace':
      return metadata?.namespace ?? '';
    case 'metadata.uid':
      return metadata?.uid ?? '';
    default:
      return '';
  }
}

function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  return Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${quote(map![key]!)}`)
    .join('\n');
}
