/** Why the kubelet failed a Pod. */
export interface PodFailure {
  readonly reason: string;
  readonly message: string;
  /** Seconds that its containers get, instead of the Pod's grace period. */
  readonly grace?: number;
  /** The Pod never ran here: nothing else is said in its status. */
  readonly rejected?: boolean;
  /** When it got the condition DisruptionTarget, RFC 3339. */
  readonly disruptedAt?: string;
}
