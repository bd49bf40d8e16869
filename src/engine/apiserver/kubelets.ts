import type { ApiResponse } from '../api/http.ts';

export interface ContainerLogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  /** Seconds before now. */
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  /** Only one of the two streams: refused, see validateLogOptions. */
  readonly stream?: string;
}

export interface RemoteCommandOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** What a container uses: nanocores on average over the last seconds, and bytes. */
export interface ContainerUsage {
  readonly podUid: string;
  readonly name: string;
  /** When it started, Unix ms. */
  readonly since: number;
  readonly cpu: number;
  readonly memory: number;
}

/** What a node and its containers use, as /metrics/resource says. */
export interface KubeletUsage {
  readonly cpu: number;
  readonly memory: number;
  readonly containers: readonly ContainerUsage[];
}

/**
 * A kubelet's own server on port 10250, as the API server's proxying subresources see it. Answers are passed on to the client
 * as they are; a failure is a response with kubelet's status code and plain text.
 */
export interface KubeletEndpoint {
  /** False while the node is off or cut off: the connection fails with "no route to host". */
  readonly reachable: boolean;
  containerLogs(namespace: string, pod: string, container: string, options: ContainerLogOptions): ApiResponse;
  exec(
    namespace: string,
    pod: string,
    container: string,
    command: readonly string[],
    options: RemoteCommandOptions,
  ): ApiResponse;
  attach(namespace: string, pod: string, container: string, options: RemoteCommandOptions): ApiResponse;
  portForward(namespace: string, pod: string): ApiResponse;
  /** For metrics-server. */
  usage?(): KubeletUsage;
}
