/** The same thing written in another way: lines, names, targets and hosts that one parser mends and another does not. */
import {
  chunk,
  chunked,
  goodBody,
  json,
  lastChunk,
  lengthOf,
  request,
  smuggled,
  write,
  type Shape,
} from "../shape.ts";

const get = (name: string, path: string, ...right: number[]): Shape => ({
  name,
  bytes: request({ path }),
  right: [right],
});

const raw = (name: string, bytes: string, ...right: number[]): Shape => ({ name, bytes, right: [right] });

const header = (lines: readonly string[], ...right: number[]): Shape => ({
  name: `a question with ${lines.join(" and ")}`,
  bytes: request({ headers: lines }),
  right: [right],
});

const post = (name: string, headers: readonly string[], body: string, ...right: number[]): Shape => ({
  name,
  method: "POST",
  bytes: write(headers, body),
  right: [right],
});

const chunks = chunk(goodBody) + lastChunk;

const targets = (): Shape[] => [
  get("dots and slashes in disguise", "/..%2f..%2fadmin/%2e%2e/x", 400),
  get("dots behind a parameter", "/products/..;/products", 400, 404),
  get("a disguise in disguise", "/products/%252e%252e%252f", 400, 404),
  get("an overlong slash", "/products/%c0%af", 400),
  get("a letter of another encoding", "/%u0070roducts", 400),
  get("a slash of full width", "/products%ef%bc%8f66432", 404),
  get("a blank in the target", "/products ?limit=1", 400),
  get("NUL in the target", "/products\x00?limit=1", 400),
  get("a tab in the query", "/products?limit=1\t", 400),
  get("three slashes", "///products", 400),
  get("absolute-form of another host", "http://evil.test/products?limit=1", 200),
  get("absolute-form with a port", "http://HOST:80/products", 400),
  get("absolute-form without a path", "http://HOST", 200),
  get("absolute-form with a query alone", "http://HOST?limit=1", 200),
  get("absolute-form with a fragment", "http://HOST/products#x", 400),
  get("absolute-form with a slash in disguise", "http://HOST%2f@evil.test/products", 400),
  get("absolute-form within a target", "/http://HOST/products", 400),
  get("absolute-form with one slash", "http:/HOST/products", 400),
];

const hosts = (): Shape[] =>
  [
    ["HOST:80:80", 400],
    ["[::1", 400],
    ["[::1]x", 400],
    ["HOST#x", 400],
    ["HOST?x", 400],
    ["a%00", 400],
    ["http://HOST", 400],
    ["a b", 400],
    [" HOST ", 200],
    ["evil.test", 200],
  ].map(([value, status]) => ({
    name: `Host: ${value}`,
    bytes: request({ host: `Host: ${value}` }),
    right: [[Number(status)]],
  }));

const lines = (): Shape[] => [
  raw("lines that all end with a bare LF", "GET /products?limit=1 HTTP/1.1\nHost: HOST\n\n", 400),
  raw("a head that ends with a bare LF", "GET /products?limit=1 HTTP/1.1\r\nHost: HOST\r\n\n", 400),
  raw("a head that ends with a bare CR", "GET /products?limit=1 HTTP/1.1\r\nHost: HOST\r\n\rX", 400),
  raw(
    "a blank before the first header",
    "GET /products?limit=1 HTTP/1.1\r\n X: 1\r\nHost: HOST\r\n\r\n",
    400,
  ),
  raw("a blank behind the version", "GET /products?limit=1 HTTP/1.1 \r\nHost: HOST\r\n\r\n", 400),
  raw("a blank before the method", " GET /products?limit=1 HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
  raw("a mark of the byte order", "\xef\xbb\xbfGET /products?limit=1 HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
  raw("no method", " /products?limit=1 HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
  raw("NUL in the method", "G\x00T /products?limit=1 HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
  raw("the beginning of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
  raw("a Host in two cases", "GET /products?limit=1 HTTP/1.1\r\nhost: HOST\r\nHOST: evil.test\r\n\r\n", 400),
];

const headers = (): Shape[] => [
  header(["Keep-Alive: timeout=5, max=100"], 200),
  header(["TE: trailers, chunked"], 200),
  header(["Trailer: Host"], 200),
  header(["Proxy-Authorization: Basic eDp5"], 200),
  header([":authority: evil.test"], 400),
  header([":path: /internal/quotes"], 400),
  header(["__proto__: 1"], 400),
  header(["constructor: 1"], 200),
  header(["X-Original-URL: /internal/quotes", "X-Rewrite-URL: /internal/quotes"], 200),
  header(["X-HTTP-Method-Override: DELETE", "X-Method-Override: DELETE"], 200),
  header(["X-Middleware-Subrequest: middleware", "X-Forwarded-User: admin", "Forwarded: for=1.1.1.1"], 200),
  header(["X-Forwarded-For: 1.1.1.1", "x-forwarded-for: 2.2.2.2"], 200),
  header(["X-Request-Deadline: 0"], 200),
  header(["X-Request-Id: a", "X-Request-Id: b"], 200),
  header(['If-None-Match: "a"', 'If-None-Match: "b"'], 200),
  header([`X-A: ${"x".repeat(70_000)}`], 431),
];

const frames = (): Shape[] => [
  post("no blank before the coding", ["Transfer-Encoding:chunked"], chunks, 401),
  post("a tab before the coding", ["Transfer-Encoding:\tchunked"], chunks, 401, 400),
  post("a blank behind the coding", ["Transfer-Encoding: chunked "], chunks, 401, 400),
  post("a coding with a line of its own before it", [" Transfer-Encoding: chunked"], chunks, 400),
  post("a coding and NUL in its name", ["Transfer-Encoding\x00: chunked", "Content-Length: 5"], chunks, 400),
  post("a length with a blank before the colon", ["Content-Length : 27"], goodBody, 400),
  post("a length with an underscore", ["Content_Length: 0"], "", 400),
  post("a length that no number holds", ["Content-Length: 9007199254740993"], goodBody, 400, 413),
  post("a length and an empty coding", [lengthOf(goodBody), "Transfer-Encoding:"], goodBody, 400, 501),
  post("chunks that Connection takes away", [chunked, "Connection: transfer-encoding"], chunks, 400),
  post("a last chunk without its end", [chunked], `${chunk(goodBody)}0\r\n${request({})}`, 400),
  post("a trailer ended by bare LFs", [chunked], `${chunk(goodBody)}0\r\nX: 1\n\n`, 400),
  post("a chunk size ended by a bare CR", [chunked], `1b\r${goodBody}\r\n${lastChunk}`, 400),
  post("a chunk ended by blanks", [chunked], `1b\r\n${goodBody}  ${lastChunk}`, 400),
  post(
    "an extension that carries a request",
    [chunked],
    chunk(goodBody, `1b;\n${smuggled}`) + lastChunk,
    400,
  ),
  post(
    "an Idempotency-Key twice",
    ['Idempotency-Key: "a"', 'Idempotency-Key: "b"', lengthOf(goodBody)],
    goodBody,
    400,
  ),
  {
    name: "chunks in HTTP/1.0",
    method: "POST",
    bytes: request({
      method: "POST",
      path: "/auth/refresh",
      version: "1.0",
      headers: [json, chunked],
      body: chunks,
    }),
    right: [[400]],
  },
  {
    name: "a body for a write that has none",
    method: "POST",
    bytes: request({ method: "POST", path: "/auth/guest", headers: [lengthOf(smuggled)], body: smuggled }),
    right: [[201, 400, 415]],
  },
];

export const spellingShapes = (): Shape[] => [
  ...targets(),
  ...hosts(),
  ...lines(),
  ...headers(),
  ...frames(),
];
