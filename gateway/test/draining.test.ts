/** A process that drains has told each response so before the gateway answers: the answer says it, whoever gives it. */
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { AppError } from "@shop/kit/errors";
import { expect, test } from "vitest";
import { prepareAnswer, refuse, sendAnswer } from "../src/entry/answer.ts";
import { openTransit, type Transit } from "../src/entry/transit.ts";

async function answerWhileDraining(answer: (transit: Transit) => void): Promise<string> {
  const server = createServer((request, response) => {
    response.setHeader("Connection", "close");
    const transit = openTransit(request, response, 0);
    prepareAnswer(transit);
    transit.fields.push("RateLimit", '"address";r=1;t=60');
    answer(transit);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").setEncoding("latin1");
  let text = "";
  socket.on("data", (chunk: string) => (text += chunk));
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(socket, "close");
  server.close();
  return text;
}

test.each([
  ["an answer", (transit: Transit) => sendAnswer(transit, 200, ["etag", '"1"'], Buffer.from("{}"))],
  [
    "a problem",
    (transit: Transit) => refuse(transit, new AppError("not_found", "route.not_found", "nothing")),
  ],
])("%s", async (_what, answer) => {
  const text = await answerWhileDraining(answer);
  expect(text.match(/^connection: .*$/gim)).toEqual(["Connection: close"]);
  expect(text).toMatch(/^RateLimit: /m);
  expect(text).toMatch(/^X-Content-Type-Options: nosniff/m);
  expect(text).toMatch(/^X-Request-Id: /m);
});
