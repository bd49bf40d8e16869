import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { maxUnsent } from './response.ts';

/** A connection that carries bytes both ways: a socket, or the binary messages of a WebSocket. */
export interface Wire {
  send(bytes: Uint8Array): void;
  pause(): void;
  resume(): void;
  /** Sends what is left, then ends. */
  close(): void;
  /** Ends at once. */
  destroy(): void;
}

/** A client that leaves too much unread is cut off. */
export function socketWire(socket: Duplex): Wire {
  return {
    send(bytes) {
      if (socket.writableLength > maxUnsent) socket.destroy();
      else if (!socket.destroyed && !socket.writableEnded) socket.write(bytes);
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close: () => void socket.end(),
    destroy: () => void socket.destroy(),
  };
}

export function webSocketWire(socket: WebSocket): Wire {
  return {
    send(bytes) {
      if (socket.bufferedAmount > maxUnsent) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.send(bytes, { binary: true });
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.close(1000),
    destroy: () => socket.terminate(),
  };
}

/** Chunks that may wait for a reader inside the simulation, and wall milliseconds between two looks whether it has come. */
const [maxBacklog, patience] = [64, 20];

/** Stops reading while nobody in the simulation reads. */
export function throttle(wire: Wire, backlog: () => number): { check(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearInterval(timer);
  return {
    check() {
      if (timer !== undefined || backlog() <= maxBacklog) return;
      wire.pause();
      timer = setInterval(() => {
        if (backlog() > maxBacklog / 2) return;
        stop();
        timer = undefined;
        wire.resume();
      }, patience);
    },
    stop,
  };
}
