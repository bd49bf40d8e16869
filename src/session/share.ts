import type { Recording } from './recording.ts';
import { parseRecording } from './untrusted.ts';

/** A recording as text for a link's fragment: deflated JSON in base64url. */
export async function encodeRecording(recording: Recording): Promise<string> {
  const bytes = await through(
    new TextEncoder().encode(JSON.stringify(recording)),
    new CompressionStream('deflate-raw'),
  );
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Largest recording that a link may unfold to, in bytes. */
const limit = 8 * 1024 * 1024;

/** @throws Error if the text is no recording of ours; whoever made the link is not trusted. */
export async function decodeRecording(text: string): Promise<Recording> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const unfolded = await through(bytes, new DecompressionStream('deflate-raw'));
  return parseRecording(JSON.parse(new TextDecoder().decode(unfolded)));
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw new Error('The recording is too large.');
    }
    chunks.push(value);
  }
  const out = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    out.set(chunk, offset);
    offset += chunk.length;
  }
  return out;
}
