/** Several requests on one connection, and connections that end half-way. */
import { goodBody, lengthOf, request, smuggled, write, type Shape } from "../shape.ts";

const question = request({});
/** More than a parser reads at once. */
const filler = "x".repeat(100_000);
const refresh = write([lengthOf(goodBody)], goodBody);

export const sequenceShapes = (): Shape[] => [
  { name: "two questions at once", bytes: question.repeat(2), right: [[200], [200]] },
  {
    name: "fifty questions at once",
    bytes: question.repeat(50),
    right: Array.from({ length: 50 }, () => [200]),
  },
  { name: "a write and a question", method: "POST", bytes: refresh + question, right: [[401], [200]] },
  { name: "a question and a write", bytes: question + refresh, right: [[200], [401]] },
  { name: "a question and garbage", bytes: `${question}garbage\r\n\r\n`, right: [[200], [400, 0]] },
  {
    name: "a write and garbage",
    method: "POST",
    bytes: `${refresh}garbage\r\n\r\n`,
    right: [[401], [400, 0]],
  },
  {
    name: "a question that closes, and garbage",
    bytes: `${request({ headers: ["Connection: close"] })}garbage\r\n\r\n`,
    right: [[200], [400, 0]],
  },
  {
    name: "a question that closes, and another",
    bytes: request({ headers: ["Connection: close"] }) + question,
    right: [[200], [0]],
  },
  {
    name: "a refused write and a question",
    method: "POST",
    bytes: write(["Content-Length: 3"], "{x}") + question,
    right: [[400], [200]],
  },
  ...[
    ["/nowhere", 404],
    ["/orders", 401],
    ["/products", 401],
    ["/products/import", 401],
  ].map(([path, status]): Shape => ({
    name: `a write to ${path}, which is refused unread, and a question`,
    method: "POST",
    bytes: request({ method: "POST", path: `${path}`, headers: [lengthOf(filler)], body: filler }) + question,
    right: [[Number(status)], [200]],
  })),
  {
    name: "HTTP/1.0 that keeps the connection, and a question",
    bytes: request({ version: "1.0", headers: ["Connection: keep-alive"] }) + question,
    right: [[200], [200, 0]],
  },
  {
    name: "a question whose body is refused, and another",
    bytes: request({ headers: [lengthOf(filler)], body: filler }) + question,
    right: [[400], [200]],
  },
  {
    name: "a body that is longer than it says",
    method: "POST",
    bytes: write([lengthOf(goodBody)], goodBody + smuggled),
    right: [[401]],
    isStalled: true,
  },
  { name: "line ends before a question", bytes: `\r\n\r\n${question}`, right: [[200]] },
  { name: "a question, then our half ends", bytes: question, right: [[200]], endsHalf: true },
  { name: "a write, then our half ends", method: "POST", bytes: refresh, right: [[401]], endsHalf: true },
  {
    name: "half a body, then our half ends",
    method: "POST",
    bytes: write(["Content-Length: 50"], "{"),
    right: [[400, 408, 0]],
    endsHalf: true,
  },
  { name: "half a head, then our half ends", bytes: "GET /products HT", right: [[400, 0]], endsHalf: true },
  {
    name: "half a body",
    method: "POST",
    bytes: write(["Content-Length: 50"], '{"'),
    right: [[408]],
    isStalled: true,
  },
  { name: "half a head", bytes: "GET /products HTTP/1.1\r\nHost: HOST\r\n", right: [[408]], isStalled: true },
  { name: "half a request line", bytes: "GET /pro", right: [[408]], isStalled: true },
];
