/** `deployments.apps` as resource and group (schema.ParseGroupResource). */
export function parseResourceArg(argument: string): { readonly resource: string; readonly group: string } {
  const dot = argument.indexOf('.');
  return dot < 0
    ? { resource: argument, group: '' }
    : { resource: argument.slice(0, dot), group: argument.slice(dot + 1) };
}
