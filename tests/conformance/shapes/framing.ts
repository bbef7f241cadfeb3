/** Where a body ends: lengths, transfer codings, and what stands beside a chunk. */
import {
  chunk,
  chunked,
  goodBody,
  lastChunk,
  lengthOf,
  request,
  smuggled,
  write,
  type Shape,
  type Tokens,
} from "../shape.ts";

const lengths = ["+5", "-1", "5, 5", "5 5", "0x5", "5.0", "", "1e1", "5;", "99999999999999999999", "five"];
const codings = [
  "xchunked",
  "identity",
  "gzip",
  "gzip, chunked",
  "chunked, gzip",
  "chunked, identity",
  "chunked, chunked",
  "chunked;q=1",
  "\x0bchunked",
  "chunked\x00",
  '"chunked"',
  "",
  ",",
];
const sizes = ["+1b", "0x1b", " 1b", "-1", "", "g", "1b 1b", "ffffffffffffffffff", "1b\t;", "1_b"];

const post = (name: string, headers: readonly string[], body: string, right: readonly number[]): Shape => ({
  name,
  method: "POST",
  bytes: write(headers, body),
  right: [right],
});

export const framingShapes = ({ guest }: Tokens): Shape[] => [
  post("a length", [lengthOf(goodBody)], goodBody, [401]),
  post("chunks", [chunked], chunk(goodBody) + lastChunk, [401]),
  post("Chunked, with a capital", ["Transfer-Encoding: Chunked"], chunk(goodBody) + lastChunk, [401]),
  post("many chunks", [chunked], goodBody.replaceAll(/./g, (letter) => chunk(letter)) + lastChunk, [401]),
  post("a length of 0", ["Content-Length: 0"], "", [400]),
  post("no length and no chunks", [], "", [400]),
  post("an empty chunked body", [chunked], lastChunk, [400]),
  ...lengths.map((length) =>
    post(`Content-Length: ${length}`, [`Content-Length: ${length}`], goodBody, [400]),
  ),
  post("the same length twice", [lengthOf(goodBody), lengthOf(goodBody)], goodBody, [400]),
  post("two lengths", ["Content-Length: 0", lengthOf(goodBody)], goodBody, [400]),
  post("length, then chunks", [lengthOf(goodBody), chunked], chunk(goodBody) + lastChunk, [400]),
  post("chunks, then length", [chunked, "Content-Length: 3"], lastChunk + smuggled, [400]),
  ...codings.map((coding) =>
    post(
      `Transfer-Encoding: ${JSON.stringify(coding)}`,
      [`Transfer-Encoding: ${coding}`],
      chunk(goodBody) + lastChunk,
      [400, 501],
    ),
  ),
  ...["chunked", "identity"].map((second) =>
    post(
      `chunked, and ${second} on a second line`,
      [chunked, `Transfer-Encoding: ${second}`],
      lastChunk,
      [400, 501],
    ),
  ),
  post("a blank before the colon", ["Transfer-Encoding : chunked"], lastChunk, [400]),
  post("an underscore", ["Transfer_Encoding: chunked", "Content-Length: 5"], lastChunk, [400]),
  post("a folded coding", ["Transfer-Encoding:", " chunked"], lastChunk, [400]),
  post("a coding behind a bare LF", ["X: y\nTransfer-Encoding: chunked"], lastChunk, [400]),
  post("a coding behind a bare CR", ["X: y\rTransfer-Encoding: chunked"], lastChunk, [400]),
  ...sizes.map((size) =>
    post(`a chunk of size ${JSON.stringify(size)}`, [chunked], chunk(goodBody, size) + lastChunk, [400]),
  ),
  post("a size with zeros in front", [chunked], chunk(goodBody, "0000001b") + lastChunk, [401, 400]),
  post("a chunk extension", [chunked], chunk(goodBody, "1b;a=b") + lastChunk, [401, 400]),
  post("a quoted extension", [chunked], chunk(goodBody, '1b;a="b;c"') + lastChunk, [401, 400]),
  post("an extension of 20 KB", [chunked], chunk(goodBody, `1b;${"x".repeat(20_000)}`), [400, 413, 431]),
  post("an extension with a bare LF", [chunked], chunk(goodBody, "1b;a\nb") + lastChunk, [400]),
  post("a chunk that is longer than it says", [chunked], `5\r\n${goodBody}\r\n${lastChunk}`, [400]),
  post("chunks ended by bare LFs", [chunked], `1b\n${goodBody}\n0\n\n`, [400]),
  post("a last chunk of many zeros", [chunked], `${chunk(goodBody)}0000000000\r\n\r\n`, [401, 400]),
  post("trailers that frame", [chunked], `${chunk(goodBody)}0\r\nContent-Length: 50\r\n\r\n`, [401, 400]),
  post("trailers that identify", [chunked], `${chunk(goodBody)}0\r\nAuthorization: x\r\n\r\n`, [401, 400]),
  post("trailers of 20 KB", [chunked], `${chunk(goodBody)}0\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, [400, 431]),
  ...["GET", "HEAD"].flatMap((method): Shape[] => [
    {
      name: `${method} with a length of 0`,
      method,
      bytes: request({ method, headers: ["Content-Length: 0"] }),
      right: [[200]],
    },
    {
      name: `${method} with a body`,
      method,
      bytes: request({ method, headers: [lengthOf(smuggled)], body: smuggled }),
      right: [[400]],
    },
    {
      name: `${method} with chunks`,
      method,
      bytes: request({ method, headers: [chunked], body: chunk(smuggled) + lastChunk }),
      right: [[400]],
    },
    {
      name: `${method} with chunks of nothing`,
      method,
      bytes: request({ method, headers: [chunked], body: lastChunk }),
      right: [[400]],
    },
    {
      name: `HTTP/1.0 ${method} with chunks`,
      method,
      bytes: request({ method, version: "1.0", headers: [chunked], body: lastChunk + smuggled }),
      right: [[400]],
    },
  ]),
  ...["DELETE", "OPTIONS"].flatMap((method) =>
    [
      ["a length", lengthOf(smuggled), smuggled],
      ["chunks", chunked, chunk(smuggled) + lastChunk],
      ["chunks of nothing", chunked, lastChunk],
      ["a length of 0", "Content-Length: 0", ""],
    ].map(([what = "", header = "", body = ""]): Shape => ({
      name: `${method} with ${what}`,
      method,
      bytes: request({
        method,
        path: "/cart",
        headers: [`Authorization: Bearer ${guest}`, header],
        body,
      }),
      right: [method === "OPTIONS" ? [204] : [200, 400]],
    })),
  ),
];
