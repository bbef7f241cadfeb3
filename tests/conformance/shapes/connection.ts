/** What `Connection` may name: nothing that everybody on the way needs, and least of all a length. */
import { goodBody, json, lengthOf, request, smuggled, write, type Shape, type Tokens } from "../shape.ts";

const forEverybody = [
  "content-length",
  "Content-Length",
  "CONTENT-LENGTH",
  "transfer-encoding",
  "host",
  "authorization",
  "cookie",
  "content-type",
  "content-encoding",
  "idempotency-key",
  "if-match",
  "if-none-match",
  "origin",
  "range",
  "prefer",
  "cache-control",
  "accept",
  "x-forwarded-for",
];

const spellings = [
  "close, content-length",
  "keep-alive,content-length",
  "close,\tcontent-length",
  ",,content-length,",
  "close , content-length , x",
];

const ofOneHop = ["close", "keep-alive", "te", "trailer", "x-any", "x-request-id", "upgrade", ""];

export const connectionShapes = ({ guest }: Tokens): Shape[] => [
  ...["GET", "HEAD", "DELETE", "POST"].flatMap((method) =>
    forEverybody.map((field): Shape => {
      const path = method === "DELETE" ? "/cart" : method === "POST" ? "/auth/refresh" : "/products?limit=1";
      const headers = [`Authorization: Bearer ${guest}`, json, `Connection: ${field}`, lengthOf(smuggled)];
      return {
        name: `${method} whose Connection names ${field}`,
        method,
        bytes: request({ method, path, headers, body: smuggled }),
        right: [[400]],
      };
    }),
  ),
  ...spellings.map((value): Shape => ({
    name: `Connection: ${JSON.stringify(value)}`,
    bytes: request({ headers: [`Connection: ${value}`, lengthOf(smuggled)], body: smuggled }),
    right: [[400]],
  })),
  {
    name: "two Connection headers, the second names a length",
    bytes: request({
      headers: ["Connection: keep-alive", "Connection: content-length", lengthOf(smuggled)],
      body: smuggled,
    }),
    right: [[400]],
  },
  {
    name: "Proxy-Connection names a length",
    bytes: request({ headers: ["Proxy-Connection: content-length", "Content-Length: 0"] }),
    right: [[200]],
  },
  {
    name: "HTTP/1.0 whose Connection names a length",
    bytes: request({
      version: "1.0",
      headers: ["Connection: keep-alive, content-length", lengthOf(smuggled)],
      body: smuggled,
    }),
    right: [[400]],
  },
  ...ofOneHop.map((option): Shape => ({
    name: `Connection: ${option || "(nothing)"} on a question`,
    bytes: request({ headers: [`Connection: ${option}`] }),
    right: [[200]],
  })),
  ...ofOneHop.map((option): Shape => ({
    name: `Connection: ${option || "(nothing)"} on a write`,
    method: "POST",
    bytes: write([`Connection: ${option}`, lengthOf(goodBody)], goodBody),
    right: [[401]],
  })),
];
