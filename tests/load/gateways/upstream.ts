/**
 * The one service behind every gateway that is compared: the same 1 KB for whatever is asked, from memory.
 * `PORT` and `JWKS` (the keys that tokens are checked with, also of 1 KB) come from the environment. `/asked` answers
 * how many requests have come here, so that it is seen what a gateway answered by itself.
 */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { bytesOfAnswer } from "./answer-size.ts";

// oxlint-disable-next-line node/no-process-env -- a program of its own
const { PORT, JWKS = "" } = process.env;

const product = {
  id: "66432",
  name: "A thing that is sold",
  price: { amount: 1999, currency: "EUR" },
  description: "",
};
const room = bytesOfAnswer - JSON.stringify(product).length;

const prepare = (text: string) => ({
  body: Buffer.from(text),
  headers: {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "public, max-age=60",
    ETag: `"1-${createHash("sha256").update(text).digest("hex").slice(0, 8)}"`,
    "Surrogate-Key": "product:66432 category:12",
  },
});
const answers = {
  product: prepare(JSON.stringify({ ...product, description: "x".repeat(room) })),
  keys: prepare(JWKS),
};

let asked = 0;
const server = createServer((request, response) => {
  if (request.url === "/asked") {
    response.end(String(asked));
    return;
  }
  asked += 1;
  const { headers, body } = request.url === "/.well-known/jwks.json" ? answers.keys : answers.product;
  response.writeHead(200, headers).end(body);
});
// A gateway that keeps its connections must not be the one that finds them closed.
server.keepAliveTimeout = 600_000;
server.listen(Number(PORT), "127.0.0.1");
