/** A mistake in a Go template, or in what it does with its data. */
export class GoTemplateError extends Error {
  /** What the template had written before it failed. */
  written = '';
}
