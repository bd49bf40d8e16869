/** How one kubectl release differs from another: a table. Sources are named where the behaviour is used. */
export interface KubectlRelease {
  readonly name: '1.20' | '1.36';
  /** As `kubectl version` prints the client. */
  readonly gitVersion: string;
  readonly version: {
    readonly major: string;
    readonly minor: string;
    readonly gitCommit: string;
    readonly buildDate: string;
    readonly goVersion: string;
    readonly kustomize: string;
  };
  /** cobra's own `Error: ...` (with a hint after an unknown command), or kubectl's `error: ...` for flag and command errors. */
  readonly cobraErrors: boolean;
  /** `      --flag=default: usage` on one line, or the usage on a line of its own. */
  readonly helpFlagOnOneLine: boolean;
  /** `exec POD COMMAND` without `--`: a deprecation line, or an error. */
  readonly execWithoutDash: 'deprecated' | 'refused';
  /** logs of a Pod with several containers: an error that lists them, or the first one with a line that says so. */
  readonly logsDefaultContainer: 'required' | 'first';
  /** `pod "a" deleted` or `pod "a" deleted from default namespace`. */
  readonly deletedFromNamespace: boolean;
  /** `warning: ` or `Warning: ` before what kubectl itself warns of. */
  readonly warningPrefix: string;
  /** Unknown and duplicate fields: checked by the client against OpenAPI, or by the API server (fieldValidation). */
  readonly validation: 'client' | 'server';
  /** managedFields are left out of -o yaml and json unless --show-managed-fields. */
  readonly hidesManagedFields: boolean;
  /** explain draws the OpenAPI v3 layout (GROUP, VERSION lines), or the older KIND / VERSION with wrapped text. */
  readonly explainLayout: 'v2' | 'v3';
  /** Asks `/api` and `/apis` for everything at once. */
  readonly aggregatedDiscovery: boolean;
  /** Says so when a short name could mean several resources. */
  readonly warnsOfAmbiguousNames: boolean;
  /**
   * Whether a manifest's kind may differ in case from the one kind that the cluster serves. With `kind: pod` the real
   * kubectl of any release sends the object, and the server refuses it (`pod in version "v1" cannot be handled as a Pod:
   * no kind "pod" is registered ...`). The course chapter that the v1.20 cluster exists for writes `kind: pod` and shows
   * `pod/alice-pod created`, so under v1.20 the kind is corrected before it is sent: the one deliberate leniency of this
   * program.
   */
  readonly kindIgnoresCase: boolean;
}

export const kubectlReleases: Readonly<Record<KubectlRelease['name'], KubectlRelease>> = {
  '1.20': {
    name: '1.20',
    gitVersion: 'v1.20.15',
    version: {
      major: '1',
      minor: '20',
      gitCommit: '8f1e5bf0b9729a899b8df86249b56e2c74aebc55',
      buildDate: '2022-01-19T17:27:39Z',
      goVersion: 'go1.15.15',
      kustomize: 'v2.0.3',
    },
    cobraErrors: true,
    helpFlagOnOneLine: true,
    execWithoutDash: 'deprecated',
    logsDefaultContainer: 'required',
    deletedFromNamespace: false,
    warningPrefix: 'warning: ',
    validation: 'client',
    hidesManagedFields: false,
    explainLayout: 'v2',
    aggregatedDiscovery: false,
    warnsOfAmbiguousNames: false,
    kindIgnoresCase: true,
  },
  '1.36': {
    name: '1.36',
    gitVersion: 'v1.36.0',
    version: {
      major: '1',
      minor: '36',
      gitCommit: '',
      buildDate: '2026-04-22T00:00:00Z',
      goVersion: 'go1.26.2',
      kustomize: 'v5.8.1',
    },
    cobraErrors: false,
    helpFlagOnOneLine: false,
    execWithoutDash: 'refused',
    logsDefaultContainer: 'first',
    deletedFromNamespace: true,
    warningPrefix: 'Warning: ',
    validation: 'server',
    hidesManagedFields: true,
    explainLayout: 'v3',
    aggregatedDiscovery: true,
    warnsOfAmbiguousNames: true,
    kindIgnoresCase: false,
  },
};
