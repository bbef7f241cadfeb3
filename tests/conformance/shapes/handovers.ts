/** Requests that ask for another protocol, or to be asked before they go on: nobody here does the first. */
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

const websocket = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version: 13",
];
/** A whole masked text frame, as a client sends it that believes to have been let in. */
const frame = "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";

const upgrade = (
  name: string,
  headers: readonly string[],
  path = "/products?limit=1",
  status = 200,
): Shape => ({
  name: `${name} of ${path}`,
  bytes: request({ path, headers }),
  right: [[status]],
});

const expecting = (name: string, value: string, ...right: number[]): Shape => ({
  name,
  method: "POST",
  bytes: write([`Expect: ${value}`, lengthOf(goodBody)], goodBody),
  right: [right],
});

/** The sender waits for the word to go on and gets a refusal instead; what it sends next counts as its body. */
const refused = (method: string, path: string, status: number, ...headers: string[]): Shape => ({
  name: `${method} ${path} that expects, ${status}`,
  method,
  bytes: request({ method, path, headers: [json, "Expect: 100-continue", "Content-Length: 20", ...headers] }),
  right: [[status]],
  isStalled: true,
});

export const handoverShapes = (): Shape[] => [
  {
    name: "questions, and a write that expects",
    bytes: request({}).repeat(20) + write(["Expect: 100-continue", lengthOf(goodBody)], goodBody),
    right: [...Array.from({ length: 20 }, () => [200]), [401]],
  },
  upgrade("a WebSocket", websocket),
  upgrade("a WebSocket", websocket, "/", 200),
  upgrade("a WebSocket", websocket, "/nowhere", 404),
  upgrade("a WebSocket", [...websocket, "Sec-WebSocket-Protocol: x"], "/health/live", 200),
  upgrade("TLS", ["Connection: Upgrade", "Upgrade: TLS/1.0"]),
  upgrade("HTTP/2", ["Connection: Upgrade", "Upgrade: HTTP/2.0, websocket"]),
  upgrade("an upgrade that Connection does not name", ["Upgrade: h2c"]),
  upgrade("two upgrades", ["Connection: Upgrade", "Upgrade: h2c", "Upgrade: websocket"]),
  {
    name: "a WebSocket, and a frame at once",
    bytes: request({ headers: websocket }) + frame,
    right: [[200], [400, 0]],
  },
  {
    name: "h2c, and the preface of HTTP/2 at once",
    bytes: `${request({ headers: ["Connection: Upgrade", "Upgrade: h2c"] })}PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`,
    right: [[200], [400, 405, 505, 0]],
  },
  {
    name: "h2c, and another question at once",
    bytes: request({ headers: ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"] }) + request({}),
    right: [[200], [200, 0]],
  },
  {
    name: "CONNECT that carries a request",
    method: "CONNECT",
    bytes: `CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n\r\n${smuggled}`,
    right: [[405]],
  },
  {
    name: "CONNECT with a length",
    method: "CONNECT",
    bytes: `CONNECT HOST HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\n\r\nhello`,
    right: [[405, 400]],
  },
  expecting("Expect, in capitals", "100-CONTINUE", 401),
  expecting("Expect, twice in one line", "100-continue, 100-continue", 401, 417),
  expecting("Expect of something else", "42-whatever", 401, 417),
  expecting("Expect of nothing", "", 401, 417),
  {
    name: "Expect twice",
    method: "POST",
    bytes: write(["Expect: 100-continue", "Expect: 100-continue", lengthOf(goodBody)], goodBody),
    right: [[401, 417]],
  },
  {
    name: "Expect with chunks",
    method: "POST",
    bytes: write(["Expect: 100-continue", chunked], chunk(goodBody) + lastChunk),
    right: [[401]],
  },
  {
    name: "Expect on a question with a length of 0",
    bytes: request({ headers: ["Expect: 100-continue", "Content-Length: 0"] }),
    right: [[200]],
  },
  refused("POST", "/nowhere", 404),
  refused("PUT", "/products", 405),
  refused("POST", "/orders", 401),
  refused("POST", "/orders", 401, "Authorization: Bearer nonsense"),
];
