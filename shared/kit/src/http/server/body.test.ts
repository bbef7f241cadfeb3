import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { limitStream, slowSender } from "./body.ts";

/** A request whose body is sent when a test says so. */
const aRequest = () => new PassThrough() as unknown as IncomingMessage & PassThrough;

test("a stream that brings nothing ends by itself, also when nobody reads it any more", async () => {
  const unread = limitStream(aRequest(), 10, 20);
  await expect.poll(() => unread.destroyed).toBe(true);
  expect(unread.errored).toEqual(slowSender());
});

test("whoever reads hears that nothing comes any more, and that it is too much", async () => {
  const [silent, much] = [aRequest(), aRequest()];
  silent.write("abc");
  await expect(limitStream(silent, 10, 20).toArray()).rejects.toMatchObject({ code: "request.body_timeout" });
  much.end("abcdefghijk");
  await expect(limitStream(much, 10).toArray()).rejects.toMatchObject({ code: "request.too_large" });
});
