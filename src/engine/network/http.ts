/** HTTP/1.1 as plain text over simulated sockets, for programs (clients and servers) and for the kubelet's probes. */
export { exchange, httpRequest, parseUrl, socketStream, type HttpRequestOptions, type Url } from './http/client.ts';
export {
  formatHead,
  hasToken,
  header,
  HttpError,
  httpDate,
  reasons,
  type Headers,
  type HttpRequest,
  type HttpResponse,
} from './http/message.ts';
export { HttpReader, type HttpStream, type ResponseHead } from './http/reader.ts';
export { serveHttp, type ClientAddress, type HttpHandler, type HttpReply, type ServeOptions } from './http/server.ts';
