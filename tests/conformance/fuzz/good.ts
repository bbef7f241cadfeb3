/** Requests that are right, from which the wrong ones are made. The words HOST, TOKEN and PRODUCT stand for what the shop has. */
import { chunk, chunked, goodBody, json, lastChunk, lengthOf, request } from "../shape.ts";

export type Good = {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: string;
};

const token = "Authorization: Bearer TOKEN";
const line = '{"sku":"nobody-sells-it","quantity":1}';
const good = (method: string, target: string, headers: readonly string[] = [], body = ""): Good => ({
  method,
  target,
  headers: ["Host: HOST", ...headers],
  body,
});

/** Sent alone: the answer to `HEAD` says where it ends and does not go there, and who expects to be asked waits for it. */
export const alone: readonly Good[] = [
  good("HEAD", "/products/PRODUCT"),
  good("POST", "/auth/refresh", [json, "Expect: 100-continue", lengthOf(goodBody)], goodBody),
];

export const goods: readonly Good[] = [
  good("GET", "/products?limit=1"),
  good("GET", "/products/PRODUCT"),
  good("GET", "/products/PRODUCT", ['If-None-Match: "1-00000000"', "Accept-Encoding: gzip, br"]),
  good("GET", "/products/PRODUCT", [token, "Cache-Control: no-cache"]),
  good("GET", "/products/PRODUCT/reviews?limit=5", ["Accept: application/json"]),
  good("GET", "/categories", ["User-Agent: Mozilla/5.0", "Accept: */*", "Connection: keep-alive"]),
  good("GET", "/.well-known/jwks.json"),
  good("GET", "/cart", [token]),
  good("GET", "/orders?limit=2", [token]),
  good("GET", "/health/live"),
  good("OPTIONS", "/products", ["Origin: https://a.test", "Access-Control-Request-Method: POST"]),
  good("DELETE", "/cart", [token]),
  good("POST", "/cart/lines", [token, json, lengthOf(line)], line),
  good("PUT", "/cart/lines/nobody-sells-it", [token, json, chunked], chunk('{"quantity":1}') + lastChunk),
  good("POST", "/auth/refresh", [json, lengthOf(goodBody)], goodBody),
  good("POST", "/auth/refresh", [json, chunked], chunk(goodBody) + lastChunk),
  good("POST", "/products/import", [token, "Content-Type: application/x-ndjson", lengthOf(line)], line),
  good("POST", "/orders", [token, json, 'Idempotency-Key: "a"', lengthOf("{}")], "{}"),
];

export const toText = ({ method, target, headers, body }: Good): string =>
  request({ method, path: target, host: null, headers, body });
