/** Clients that leave before they have their answer: it says nothing good of an instance, and at last something bad. */
import { connect } from "node:net";
import { soon } from "@shop/testing/soon";
import { afterEach, expect, test } from "vitest";
import { startGateway } from "./gateway.ts";
import { startFakeService } from "./upstream.ts";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each[Symbol.asyncDispose]();
});
/** The first of so many instances, and a gateway in front of all; whoever is left alone is so for the whole test. */
async function start(count: number) {
  const services = await Promise.all(Array.from({ length: count }, () => startFakeService()));
  const [first] = services;
  const urls = services.map(({ url }) => url);
  const upstream = { urls, balance: { firstAbsenceMs: 60_000 } };
  const gateway = await startGateway({ serviceUrl: first!.url, upstream });
  open.push(gateway, ...services);
  const isLeftAlone = () => (gateway.upstream.state().instances[0]?.outMs ?? 0) > 0;
  const statusOf = async (path: string) => (await gateway.get(path)).status;
  return { first: first!, gateway, isLeftAlone, statusOf };
}

test("an instance that is paused is left alone also where all its clients leave before they are told", async () => {
  const { first, gateway, isLeftAlone, statusOf } = await start(2);
  for (let round = 0; round < 10; round += 1) expect(await statusOf("/products")).toBe(200);
  first.answer = () => undefined;
  const askAndLeave = () =>
    fetch(`${gateway.url}/products`, { signal: AbortSignal.timeout(500) }).catch(() => undefined);
  await soon(async () => {
    await Promise.all(Array.from({ length: 20 }, askAndLeave));
    expect(isLeftAlone()).toBe(true);
  });
  expect(gateway.upstream.state().breakers.reads).toBe("closed");
  for (let round = 0; round < 10; round += 1) expect(await statusOf("/products")).toBe(200);
});

test("a client that leaves before a stream has begun is neither an answer nor a failure", async () => {
  const { first, gateway, isLeftAlone, statusOf } = await start(1);
  first.answer = () => undefined;
  for (let round = 0; round < 2; round += 1) expect(await statusOf("/slow")).toBe(504);
  const socket = connect(gateway.port, "127.0.0.1");
  socket.write("GET /live HTTP/1.1\r\nHost: a\r\n\r\n");
  await soon(() => expect(first.received).toHaveLength(3));
  socket.resetAndDestroy();
  await soon(() => expect(gateway.upstream.state().long).toBe(0));
  expect(isLeftAlone()).toBe(false);
  expect(await statusOf("/slow")).toBe(504);
  expect(isLeftAlone()).toBe(true);
});
