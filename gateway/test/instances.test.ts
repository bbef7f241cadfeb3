/** A service of several instances, of which one is down, slow, silent or about to stop. */
import { soon } from "@shop/testing/soon";
import { afterEach, expect, test } from "vitest";
import { problemIn, startGateway, type RunningGateway } from "./gateway.ts";
import { startRawService } from "./raw-service.ts";
import { answerJson, startFakeService, type FakeService } from "./upstream.ts";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each[Symbol.asyncDispose]();
});
const keep = <Kept extends AsyncDisposable>(kept: Kept): Kept => {
  open.push(kept);
  return kept;
};

type Options = Parameters<typeof startGateway>[0]["upstream"];
async function start(
  options: Options = {},
): Promise<{ a: FakeService; b: FakeService; gateway: RunningGateway }> {
  const [a, b] = [await startFakeService(), await startFakeService()];
  const upstream = { urls: [a.url, b.url], ...options };
  const gateway = keep(await startGateway({ serviceUrl: a.url, upstream }));
  keep(a);
  keep(b);
  return { a, b, gateway };
}
const statuses = (gateway: RunningGateway, count: number, path = "/products") =>
  Promise.all(Array.from({ length: count }, async () => (await gateway.get(path)).status));
const allOk = (count: number) => Array.from({ length: count }, () => 200);
const post = (gateway: RunningGateway, path = "/orders") =>
  fetch(gateway.url + path, { method: "POST", body: "{}" });

test("each gets its share", async () => {
  const { a, b, gateway } = await start();
  for (const service of [a, b])
    service.answer = (request, response) => void setTimeout(() => answerJson(request, response), 20);
  expect(await statuses(gateway, 60)).toEqual(allOk(60));
  expect(a.received.length).toBeGreaterThan(15);
  expect(b.received.length).toBeGreaterThan(15);
});

/** Whoever is left alone is so for the whole test. */
const forLong = { balance: { firstAbsenceMs: 60_000 } };

test("one that is down costs nobody an answer, not even a write, and is soon left alone", async () => {
  const { a, b, gateway } = await start(forLong);
  await a[Symbol.asyncDispose]();
  for (let round = 0; round < 30; round++) expect((await post(gateway)).status).toBe(200);
  expect(b.received).toHaveLength(30);
  const [out] = gateway.upstream.state().instances;
  expect(out?.outMs).toBeGreaterThan(0);
  expect(gateway.upstream.state().breakers).toMatchObject({ writes: "closed" });
  expect(gateway.upstream.state().repeated).toBe(0);
});

test("one that is back is asked again", async () => {
  const { a, gateway } = await start({ balance: { firstAbsenceMs: 100 } });
  await a[Symbol.asyncDispose]();
  for (let round = 0; round < 10; round++) await gateway.get("/products");
  const back = keep(await startFakeService(Number(new URL(a.url).port)));
  await soon(async () => {
    await gateway.get("/products");
    expect(back.received.length).toBeGreaterThan(0);
  });
});

test("one that is paused keeps a few waiting, and is then left alone", async () => {
  const { a, b, gateway } = await start(forLong);
  a.answer = () => undefined;
  while (a.received.length < 3) await statuses(gateway, 20, "/slow");
  const asked = a.received.length;
  const before = b.received.length;
  for (let round = 0; round < 20; round++) expect((await gateway.get("/slow")).status).toBe(200);
  expect(a.received.length - asked).toBeLessThanOrEqual(1);
  expect(b.received.length - before).toBeGreaterThanOrEqual(19);
  expect(gateway.upstream.state().breakers.reads).toBe("closed");
});

test("one that is slow gets less to do", async () => {
  const { a, b, gateway } = await start();
  a.answer = (request, response) => void setTimeout(() => answerJson(request, response), 400);
  b.answer = (request, response) => void setTimeout(() => answerJson(request, response), 5);
  const person = async () => {
    for (let round = 0; round < 15; round++) expect((await gateway.get("/products")).status).toBe(200);
  };
  await Promise.all(Array.from({ length: 4 }, person));
  expect(b.received.length).toBeGreaterThan(2 * a.received.length);
});

test("one that is about to stop is left alone, and what it did not do another does", async () => {
  const { a, b, gateway } = await start(forLong);
  a.answer = (_request, response) => response.writeHead(503, { Connection: "close" }).end();
  expect(await statuses(gateway, 8)).toEqual(allOk(8));
  const asked = a.received.length;
  for (let round = 0; round < 20; round++) expect((await gateway.get("/products")).status).toBe(200);
  expect(a.received.length).toBe(asked);
  expect(b.received.length).toBeGreaterThanOrEqual(20);
});

test("while all say that they stop, their word is passed on", async () => {
  const { a, b, gateway } = await start();
  for (const service of [a, b])
    service.answer = (_request, response) => response.writeHead(503, { Connection: "close" }).end("mine");
  const response = await gateway.get("/products");
  expect([response.status, await response.text()]).toEqual([503, "mine"]);
  expect(a.received.length + b.received.length).toBe(2);
});

test("all that are down are asked again and again", async () => {
  const { a, b, gateway } = await start({ breaker: { resetTimeoutMs: 100 } });
  await a[Symbol.asyncDispose]();
  await b[Symbol.asyncDispose]();
  for (let round = 0; round < 30; round++)
    expect(await problemIn(await gateway.get("/products"))).toMatchObject({
      status: 503,
      code: "service.unavailable",
    });
  expect(gateway.upstream.state().breakers.reads).not.toBe("closed");
  keep(await startFakeService(Number(new URL(a.url).port)));
  await soon(async () => expect((await gateway.get("/products")).status).toBe(200));
});

test("a stream goes to the one that can be reached", async () => {
  const { a, gateway } = await start();
  await a[Symbol.asyncDispose]();
  for (let round = 0; round < 6; round++) {
    const response = await gateway.get("/live");
    expect(response.status).toBe(200);
    await response.text();
  }
});

test("a name stands for as many as DNS says, and for those of before while DNS says nothing", async () => {
  const service = keep(await startFakeService());
  const url = new URL(service.url);
  let addresses: readonly string[] | undefined = ["127.0.0.1", "127.0.0.2"];
  const gateway = keep(
    await startGateway({
      serviceUrl: service.url,
      upstream: {
        urls: [`http://catalog.test:${url.port}`],
        namesEveryMs: 20,
        resolve: async (name) => {
          if (name !== "catalog.test" || !addresses) throw new Error("nobody knows it");
          return addresses;
        },
      },
    }),
  );
  const hosts = () => gateway.upstream.state().instances.map((each) => new URL(each.url).hostname);
  await soon(() => expect(hosts()).toEqual(["127.0.0.1", "127.0.0.2"]));
  expect((await gateway.get("/products")).status).toBe(200);
  expect(service.received[0]?.headers.host).toBe(`catalog.test:${url.port}`);
  addresses = undefined;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(hosts()).toEqual(["127.0.0.1", "127.0.0.2"]);
  addresses = ["127.0.0.1"];
  await soon(() => expect(hosts()).toEqual(["127.0.0.1"]));
  expect((await gateway.get("/products")).status).toBe(200);
});

test("a service that has moved is looked for as soon as it does not answer", async () => {
  const service = keep(await startFakeService());
  let address = "127.0.0.3";
  const gateway = keep(
    await startGateway({
      serviceUrl: service.url,
      breaker: { volumeThreshold: 1_000 },
      upstream: {
        urls: [`http://catalog.test:${new URL(service.url).port}`],
        namesEveryMs: 3_600_000,
        resolve: async () => [address],
      },
    }),
  );
  // Nobody listens there.
  await soon(async () => expect((await gateway.get("/products")).status).toBe(503));
  address = "127.0.0.1";
  await soon(async () => expect((await gateway.get("/products")).status).toBe(200));
});

test("one that breaks every connection costs no question its answer", async () => {
  const deaf = keep(await startRawService());
  deaf.say = (socket) => socket.destroy();
  const well = keep(await startFakeService());
  const gateway = keep(
    await startGateway({ serviceUrl: well.url, upstream: { urls: [deaf.url, well.url] } }),
  );
  for (let round = 0; round < 20; round++) expect((await gateway.get("/products")).status).toBe(200);
});
