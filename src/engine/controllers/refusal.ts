import { isStatusError, type StatusError } from '../api/status.ts';

/** The error that the API server answered a request with, if any that counts; whatever else goes wrong is a bug and goes on. */
export function refusalOf(
  request: () => unknown,
  counts: (refusal: StatusError) => boolean = () => true,
): StatusError | undefined {
  try {
    request();
  } catch (error) {
    if (!isStatusError(error)) throw error;
    return counts(error) ? error : undefined;
  }
  return undefined;
}
