/** An answer that its reader does not take ends with its connection; nothing else does. */
import { once } from "node:events";
import { createServer, get, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { soon } from "@shop/testing/soon";
import { expect, onTestFinished, test } from "vitest";
import { cutUnread, watchRest } from "../src/http/server/unread-answer.ts";

const ms = 1_000;
/** More than the system holds for a reader. */
const large = Buffer.alloc(20 * 1024 * 1024, "x");

async function ask(answer: RequestListener): Promise<IncomingMessage> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  onTestFinished(() => server.close().closeAllConnections());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const [answered] = (await once(get({ port, host: "127.0.0.1" }), "response")) as [IncomingMessage];
  return answered;
}

test("who takes nothing is cut", async () => {
  const closed = Promise.withResolvers<void>();
  const answered = await ask((_request, response) => {
    response.once("close", closed.resolve).end(large);
    cutUnread(response, ms);
  });
  await closed.promise;
  answered.on("error", () => undefined).resume();
  await soon(() => expect(answered.errored).toBeTruthy());
});

test("who takes it slowly gets all of it, and whoever waits for more is waited with", async () => {
  const answered = await ask((_request, response) => {
    cutUnread(response, ms);
    response.write(large);
    // Nothing waits for the reader, and nothing is said, for twice as long and more.
    response.once("drain", () => setTimeout(() => response.end("!"), 2.5 * ms));
  });
  let text = "";
  for await (const part of answered) {
    text = (part as Buffer).toString().at(-1) ?? "";
    await pause(10);
  }
  expect(text).toBe("!");
});

test("what the system has taken at once is not watched", async () => {
  const watched = Promise.withResolvers<boolean>();
  await ask((_request, response) => {
    response.end("small");
    watchRest(response);
    watched.resolve(response.listenerCount("timeout") > 0);
  });
  expect(await watched.promise).toBe(false);
});
