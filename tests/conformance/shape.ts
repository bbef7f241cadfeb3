/** A request in a shape that two parsers may read differently, and what is right to answer. */

export type Shape = {
  readonly name: string;
  readonly method?: string;
  /** Latin-1. The word `HOST` stands for the host that is asked. */
  readonly bytes: string;
  /** The statuses that are right, in order, one for each answer that is due; 0 stands for a closed connection. */
  readonly right: readonly (readonly number[])[];
  /** The sender stops in the middle: an answer may take as long as a server waits for a body. */
  readonly isStalled?: true;
  /** The sender ends its half of the connection when all is sent. */
  readonly endsHalf?: true;
};

export type Tokens = { readonly guest: string; readonly admin: string };

/** A product that is there for as long as the shapes are sent. */
export const productId = `conformance-${process.pid}`;

/** What an attacker would like the next visitor's request to begin with. */
export const smuggled = "GET /products/smuggled-in HTTP/1.1\r\nX-Pad: ";

type Parts = {
  readonly method?: string;
  readonly path?: string;
  readonly version?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly host?: string | null;
};

export function request({
  method = "GET",
  path = "/products?limit=1",
  version = "1.1",
  headers = [],
  body = "",
  host = "Host: HOST",
}: Parts): string {
  const lines = [`${method} ${path} HTTP/${version}`, ...(host === null ? [] : [host]), ...headers];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

export const chunk = (text: string, size = text.length.toString(16)): string => `${size}\r\n${text}\r\n`;
export const lastChunk = "0\r\n\r\n";
export const json = "Content-Type: application/json";
export const lengthOf = (body: string): string => `Content-Length: ${body.length}`;
export const chunked = "Transfer-Encoding: chunked";

/** A write that anybody may send and that changes nothing: 401 when it is understood. */
export const write = (headers: readonly string[], body: string, method = "POST"): string =>
  request({ method, path: "/auth/refresh", headers: [json, ...headers], body });

export const goodBody = '{"refreshToken":"nobody\'s"}';
