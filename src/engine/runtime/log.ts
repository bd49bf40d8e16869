import { Channel } from '../sim/channel.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { ContainerLog, LogEntry } from './cri.ts';

/** Bytes at which a log file is rotated: the kubelet's containerLogMaxSize default, and the usual json-file max-size. */
const rotateAt = 10 * 1024 * 1024;
/** Longest piece that a line is written in: docker's and containerd's copiers read 16 KiB at a time. */
const longestPiece = 16 * 1024;

type Stream = LogEntry['stream'];

/**
 * A container's log file. Lines are stamped when they are complete; what a process leaves without a newline is written when
 * its stream ends. After a rotation only the new file can be read, as `kubectl logs` and `docker logs` do.
 */
export class LogFile implements ContainerLog {
  #entries: LogEntry[] = [];
  #bytes = 0;
  #rotations = 0;
  #pending: Record<Stream, string> = { stdout: '', stderr: '' };
  #followers: Channel<LogEntry>[] = [];
  #ended = false;

  constructor(private readonly sim: Simulation) {}

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** Bytes of the present file. */
  get size(): number {
    return this.#bytes;
  }

  get rotations(): number {
    return this.#rotations;
  }

  write(stream: Stream, text: string): void {
    let rest = this.#pending[stream] + text;
    for (;;) {
      const newline = rest.indexOf('\n');
      if (newline !== -1 && newline < longestPiece) {
        this.#append(stream, rest.slice(0, newline + 1), false);
        rest = rest.slice(newline + 1);
      } else if (rest.length >= longestPiece) {
        this.#append(stream, rest.slice(0, longestPiece), true);
        rest = rest.slice(longestPiece);
      } else break;
    }
    this.#pending[stream] = rest;
  }

  /** The container has ended. */
  end(): void {
    if (this.#ended) return;
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.#pending[stream];
      this.#pending[stream] = '';
      if (rest !== '') this.#append(stream, rest, false);
    }
    this.#ended = true;
    const followers = this.#followers;
    this.#followers = [];
    for (const follower of followers) follower.close();
  }

  follow(): Channel<LogEntry> {
    const channel = new Channel<LogEntry>();
    if (this.#ended) {
      channel.close();
      return channel;
    }
    this.#followers.push(channel);
    channel.onClose(() => {
      this.#followers = this.#followers.filter((other) => other !== channel);
    });
    return channel;
  }

  #append(stream: Stream, text: string, partial: boolean): void {
    const time = this.sim.unixNow;
    const entry: LogEntry = partial ? { time, stream, text, partial } : { time, stream, text };
    if (this.#bytes + text.length > rotateAt && this.#bytes > 0) {
      this.#entries = [];
      this.#bytes = 0;
      this.#rotations++;
    }
    this.#entries.push(entry);
    this.#bytes += text.length;
    for (const follower of this.#followers) follower.push(entry);
  }
}
