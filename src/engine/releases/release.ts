/**
 * How one Kubernetes release behaves where releases differ: a table, not a fork. A room that needs a new difference adds a
 * field here and its value to every release file beside this one.
 */
export interface Release {
  /** `1.20` or `1.36`. */
  readonly name: '1.20' | '1.36';
  /** As `kubectl version` prints it, e.g. `v1.20.15`. */
  readonly gitVersion: string;
  /** Unix milliseconds at which a new cluster of this release begins. */
  readonly epoch: number;
  readonly runtime: { readonly name: 'docker' | 'containerd'; readonly version: string };
  readonly pauseImage: string;
  /** Seconds without a Lease renewal after which the node controller sets Ready to Unknown. */
  readonly nodeMonitorGracePeriod: number;
  /** Whether the loss of a node sets its Pods' phase to Unknown with reason NodeLost. */
  readonly nodeLossSetsPhaseUnknown: boolean;
  /** The rest of what /version says of the server's build. */
  readonly build: {
    readonly gitCommit: string;
    readonly gitTreeState: string;
    readonly buildDate: string;
    readonly goVersion: string;
    readonly compiler: string;
    readonly platform: string;
  };
}
