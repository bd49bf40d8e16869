import { StatusError, type StatusCause } from '../engine/api/status.ts';
import { quote } from './go/quote.ts';

/** An error of kubectl's own, printed as `error: MESSAGE`. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
    /** Written to standard output before the error. */
    readonly output = '',
  ) {
    super(message);
    this.name = 'CommandError';
  }
}

/** Ends the command with an exit status; what there is to say has been said. */
export class SilentExit extends CommandError {
  constructor(exitCode = 1) {
    super('exit', exitCode);
    this.name = 'SilentExit';
  }
}

/** A text printed as it stands, without `error: ` (k8s.io/utils/exec ExitError, resource type messages). */
export class BareError extends CommandError {
  constructor(message: string, exitCode = 1) {
    super(message, exitCode);
    this.name = 'BareError';
  }
}

/** Several errors of one command (util/errors Aggregate). */
export class ErrorList extends Error {
  constructor(readonly errors: readonly Error[]) {
    super(
      errors.length === 1 ? errors[0]!.message : `[${[...new Set(errors.map((error) => error.message))].join(', ')}]`,
    );
    this.name = 'ErrorList';
  }
}

/** The API server could not be reached, or what was reached is none. */
export class ConnectionError extends Error {
  constructor(
    /** Host and port as the configuration has them. */
    readonly server: string,
    /** Why, in Go's words. */
    message: string,
  ) {
    super(message);
    this.name = 'ConnectionError';
  }
}

/** Whether an error is one that a command reports, as opposed to a bug or the end of the process. */
export function isReportable(error: unknown): error is Error {
  return (
    error instanceof CommandError ||
    error instanceof StatusError ||
    error instanceof ErrorList ||
    error instanceof ConnectionError
  );
}

/** One error from many: none, the one, or a list (NewAggregate; ContinueOnErrorVisitor). */
export function combine(errors: readonly Error[]): Error | undefined {
  if (errors.length === 0) return undefined;
  if (errors.length === 1) return errors[0];
  return new ErrorList(errors);
}

/** `MESSAGE\nSee 'kubectl get -h' for help and examples` (cmdutil.UsageErrorf). */
export function usageError(commandPath: string, message: string): CommandError {
  return new CommandError(`${message}\nSee '${commandPath} -h' for help and examples`);
}

/** Says which file an error came from (cmdutil.AddSourceToErr). */
export function addSource(verb: string, source: string, error: Error): Error {
  if (source === '') return error;
  const message = `error when ${verb} ${quote(source)}: ${error.message}`;
  if (error instanceof StatusError) return new StatusError({ ...error.status, message });
  return new CommandError(message);
}

/** What kubectl prints for an error, and its exit status. Mirrors checkErr of kubectl/pkg/cmd/util/helpers.go. */
export function describeError(
  error: Error,
  showInvalidMessage = true,
): { readonly text: string; readonly output: string; readonly exitCode: number } {
  // Only one level: a list in a list is printed as a list.
  const single = error instanceof ErrorList && error.errors.length === 1 ? error.errors[0]! : error;
  if (single instanceof SilentExit) return { text: '', output: '', exitCode: single.exitCode };
  const own = single instanceof CommandError ? single : undefined;
  return {
    text: endLine(errorText(single, showInvalidMessage)),
    output: own?.output ?? '',
    exitCode: own?.exitCode ?? 1,
  };
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function errorText(error: Error, showInvalidMessage: boolean): string {
  if (error instanceof ErrorList) return error.errors.map((one) => `${messageOf(one)}\n`).join('');
  if (error instanceof StatusError && error.reason === 'Invalid') return invalidText(error, showInvalidMessage);
  if (error instanceof BareError) return error.message;
  const standard = standardMessage(error);
  if (standard !== undefined) return standard;
  return error.message.startsWith('error: ') ? error.message : `error: ${error.message}`;
}

function invalidText(error: StatusError, showMessage: boolean): string {
  const { details, message } = error.status;
  let text = 'The request is invalid';
  const hasMessage = showMessage && message !== undefined && message !== '';
  if (details === undefined) return hasMessage ? `${text}: ${message}` : text;
  const causes = details.causes ?? [];
  if ((details.kind ?? '') !== '' || (details.name ?? '') !== '') {
    text = `The ${details.kind ?? ''} ${quote(details.name ?? '')} is invalid`;
  } else if (hasMessage && causes.length === 0) {
    text += `: ${message}`;
  }
  if (causes.length === 0) return text;
  const messages = [...new Set(causes.map(causeText))];
  if (messages.length === 1) return `${text}: ${messages[0]}\n`;
  return `${text}: \n${messages.map((one) => `* ${one}\n`).join('')}`;
}

function causeText(cause: StatusCause): string {
  return `${cause.field ?? ''}: ${cause.message ?? ''}`;
}

/** The text of one error in a list (messageForError). */
export function messageOf(error: Error): string {
  return standardMessage(error) ?? error.message;
}

function standardMessage(error: Error): string | undefined {
  if (error instanceof StatusError) {
    if (error.reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message})`;
    return error.reason === ''
      ? `Error from server: ${error.message}`
      : `Error from server (${error.reason}): ${error.message}`;
  }
  if (error instanceof ConnectionError) {
    return error.message.endsWith(': connection refused')
      ? `The connection to the server ${error.server} was refused - did you specify the right host or port?`
      : `Unable to connect to the server: ${error.message}`;
  }
  return undefined;
}
