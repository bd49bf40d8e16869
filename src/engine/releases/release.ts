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
  /** How the endpoints controllers and kube-proxy treat endpoints. */
  readonly endpoints: {
    /** Whether Endpoints name the controller that manages them in a label. */
    readonly managedByLabel: boolean;
    /** Whether a reference to a Pod holds its resourceVersion. */
    readonly targetResourceVersion: boolean;
    /** Whether slices say `serving` and `terminating`, keep terminating Pods, and proxies fall back on them. */
    readonly terminatingCondition: boolean;
    /** Whether endpoints carry the topology map of discovery.k8s.io/v1beta1. */
    readonly topology: boolean;
    /** Whether Endpoints are cut at 1,000 addresses. */
    readonly capped: boolean;
    /** Whether an ExternalName Service with a selector has no Endpoints. */
    readonly skipExternalName: boolean;
  };
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
