import { utf8Length } from '../../sim/utf8.ts';

/** Header fields in their order, with their names as written. */
export type Headers = readonly (readonly [name: string, value: string])[];

export interface HttpRequest {
  readonly method: string;
  /** The request target as sent: path and query. */
  readonly target: string;
  /** 1.0 or 1.1. */
  readonly version: string;
  readonly headers: Headers;
  readonly body: string;
}

export interface HttpResponse {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  readonly body: string;
}

/** What a peer sent that is not HTTP, or not all of it. */
export class HttpError extends Error {
  constructor(
    readonly kind: 'url' | 'malformed' | 'too-large' | 'empty' | 'incomplete',
    message: string,
  ) {
    super(message);
    this.name = 'HttpError';
  }
}

/** A field's value, by its name in any case; several are joined by a comma and a space. */
export function header(headers: Headers, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const values = headers.filter(([other]) => other.toLowerCase() === wanted).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(', ');
}

/** Whether a comma-separated field holds a token, e.g. `close` in Connection. */
export function hasToken(headers: Headers, name: string, token: string): boolean {
  return (header(headers, name) ?? '')
    .toLowerCase()
    .split(',')
    .some((part) => part.trim() === token);
}

/** IANA's registry, as far as servers here answer. */
export const reasons: Readonly<Record<number, string>> = {
  100: 'Continue',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  411: 'Length Required',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  418: "I'm a teapot",
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
};

/** Statuses that never have a body (RFC 9110, 6.4.1). */
export function isBodiless(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

export function formatHead(firstLine: string, headers: Headers): string {
  return `${firstLine}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** One piece of a chunked body; '' is the last one. */
export function chunk(text: string): string {
  return text === '' ? '0\r\n\r\n' : `${utf8Length(text).toString(16)}\r\n${text}\r\n`;
}

/** RFC 9110's IMF-fixdate of a Unix time in ms. */
export function httpDate(unixMs: number): string {
  return new Date(unixMs).toUTCString();
}
