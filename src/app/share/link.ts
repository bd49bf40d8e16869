import type { Recording } from '../../session/recording.ts';

/** The session lies in the fragment, which never leaves the browser. */
const prefix = '#play=';

/** The address of a page that shows the session as it was recorded. */
export async function linkTo(recording: Recording, page: string): Promise<string> {
  const { encodeRecording } = await import('../../session/share.ts');
  const url = new URL(page);
  url.search = '';
  url.hash = prefix + (await encodeRecording(recording));
  return url.href;
}

export function isLink(hash: string): boolean {
  return hash.startsWith(prefix);
}

/** @throws Error if the fragment holds no recording. */
export async function recordingOf(hash: string): Promise<Recording> {
  const { decodeRecording } = await import('../../session/share.ts');
  return decodeRecording(hash.slice(prefix.length));
}
