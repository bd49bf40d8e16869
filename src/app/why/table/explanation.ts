/** A text in both languages of the page: `code` in backquotes, **numbers** between stars, {{parameters}} filled in. */
export interface BothLanguages {
  readonly en: string;
  readonly zh: string;
}

/** Why a thing stands as it stands: what happened and what Kubernetes does next; what to try. */
export interface Explanation extends BothLanguages {
  /** Command lines to try, typed into the terminal by a click. */
  readonly tries: readonly string[];
  /** The usual causes and what else helps, in words. */
  readonly advice?: BothLanguages;
}
