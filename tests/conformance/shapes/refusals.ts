/** Refusals that come before the body has been read: whole, in chunks, sent half, and longer than is taken. */
import { chunk, chunked, json, lastChunk, productId, request, type Shape, type Tokens } from "../shape.ts";

type Refusal = {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly status: number;
};

const small = JSON.stringify({ filler: "x".repeat(20_000) });
const large = JSON.stringify({ filler: "x".repeat(300 * 1024) });

const refusals = ({ guest, admin }: Tokens): Refusal[] => {
  const asGuest = `Authorization: Bearer ${guest}`;
  const asAdmin = `Authorization: Bearer ${admin}`;
  const refusal = (status: number, method: string, path: string, ...headers: string[]): Refusal => ({
    name: `${method} ${path}, ${status}`,
    method,
    path,
    headers,
    status,
  });
  return [
    refusal(404, "POST", "/nowhere", json),
    refusal(405, "PUT", "/products", json),
    refusal(401, "POST", "/orders", json),
    refusal(401, "POST", "/orders", json, "Authorization: Bearer nonsense"),
    refusal(403, "POST", "/products", json, asGuest),
    refusal(401, "POST", "/products/import", "Content-Type: application/x-ndjson"),
    refusal(403, "POST", "/products/import", "Content-Type: application/x-ndjson", asGuest),
    refusal(415, "POST", "/auth/login", "Content-Type: text/plain"),
    refusal(415, "POST", "/products/import", "Content-Type: text/plain", asAdmin),
    refusal(400, "POST", "/auth/login", json),
    refusal(400, "POST", "/orders", json, asGuest),
    refusal(404, "PUT", "/products/nobody-has-it", json, asAdmin, "If-Match: *"),
    refusal(428, "PATCH", `/products/${productId}`, json, asAdmin),
  ];
};

/** A valid change, where it is not the body that is refused. */
const bodyFor = ({ method, status }: Refusal, usual: string): string => {
  if (status === 428) return '{"brand":"x"}';
  if (status === 404 && method === "PUT")
    return '{"name":"x","variants":[{"sku":"x","price":{"amount":1,"currency":"EUR"}}]}';
  return usual;
};

/** Only a body that is looked at can be too large; whoever has no right to send it is told so first. */
const tooLarge = ({ method, status, path }: Refusal): number[] => {
  // A product may have 1 MB.
  if (method === "PUT" && status === 404) return [400];
  if (path === "/products/import" || [401, 403, 404, 405].includes(status)) return [status, 413];
  return status === 428 ? [400] : [413];
};

export const refusalShapes = (tokens: Tokens): Shape[] =>
  refusals(tokens).flatMap((refusal): Shape[] => {
    const { name, method, path, status } = refusal;
    const send = (body: string, ...frame: string[]) =>
      request({ method, path, headers: [...refusal.headers, ...frame], body });
    const body = bodyFor(refusal, small);
    const length = `Content-Length: ${body.length}`;
    return [
      { name: `${name}: a body`, method, bytes: send(body, length), right: [[status]] },
      { name: `${name}: chunks`, method, bytes: send(chunk(body) + lastChunk, chunked), right: [[status]] },
      {
        name: `${name}: 300 KB`,
        method,
        bytes: send(large, `Content-Length: ${large.length}`),
        right: [tooLarge(refusal)],
      },
      {
        name: `${name}: 300 KB in chunks`,
        method,
        bytes: send(chunk(large) + lastChunk, chunked),
        right: [tooLarge(refusal)],
      },
      {
        name: `${name}: half a body`,
        method,
        bytes: send(body.slice(0, 10), length),
        right: [[status, 408]],
        isStalled: true,
      },
      {
        name: `${name}: half a chunk`,
        method,
        bytes: send("ff\r\n{", chunked),
        right: [[status, 408]],
        isStalled: true,
      },
      {
        name: `${name}: Connection: close`,
        method,
        bytes: send(body, length, "Connection: close"),
        right: [[status]],
      },
    ];
  });
