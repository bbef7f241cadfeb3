/** A gateway that is told to stop while people shop fails none of their requests, and neither does a service behind it. */
import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { requestOf } from "@shop/client/to-request";
import type { Sent } from "@shop/client/transport";
import { gatewayApi } from "@shop/contracts/gateway/own";
import type { ShopProcess } from "@shop/local/shop-process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, api, newKey, openShop, type TestShop } from "../test-shop.ts";

const perSecond = 500;
/** One of so many requests is an order, which is not asked for twice. */
const ordersEvery = 50;
const rounds = 5;

let shop: TestShop;
let gateways: readonly [ShopProcess, ShopProcess];
beforeAll(async () => {
  shop = await openShop({ withBroker: false });
  gateways = [shop.process("gateway"), await shop.startReplica("gateway")];
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

/** How often it is looked who is ready. */
const lookEveryMs = 200;

/** As a balancer would: by turns among those that are ready, over kept connections, and to the other one when nobody listens. */
function createBalancer(urls: readonly string[]) {
  const agents = urls.map(() => new Agent({ keepAlive: true, maxSockets: 25 }));
  const failures: string[] = [];
  const ready = urls.map(() => true);
  const look = (url: string, at: number): Promise<void> =>
    fetch(url + requestOf(gatewayApi.getReadiness).path).then(
      ({ status }) => void (ready[at] = status === 200),
      () => void (ready[at] = false),
    );
  const looking = setInterval(() => void urls.map(look), lookEveryMs);
  const next = (): number => {
    turn = (turn + 1) % urls.length;
    return ready[turn] ? turn : (turn + 1) % urls.length;
  };
  let turn = 0;
  const answered = { reads: 0, orders: 0 };
  const ask = (asked: Sent, at: number, left = 1): Promise<void> =>
    new Promise((resolve) => {
      const { method, path, headers, body } = asked;
      const right = method === "POST" ? 201 : 200;
      const fail = (error: NodeJS.ErrnoException): void => {
        if (error.code === "ECONNREFUSED" && left > 0) resolve(ask(asked, (at + 1) % urls.length, left - 1));
        else resolve(void failures.push(`${path} at ${urls[at]}: ${error.code ?? error.message}`));
      };
      const sent = request(urls[at]! + path, { agent: agents[at]!, method, headers }, (answer) => {
        answer.on("error", fail).resume();
        answer.on("end", () => {
          if (answer.statusCode === right) answered[method === "POST" ? "orders" : "reads"] += 1;
          else failures.push(`${path} at ${urls[at]}: ${answer.statusCode}`);
          resolve();
        });
      });
      sent.on("error", fail).end(body as string | undefined);
    });
  return {
    failures,
    answered,
    ask: (asked: Sent) => ask(asked, next()),
    close() {
      clearInterval(looking);
      for (const agent of agents) agent.destroy();
    },
  };
}

/** Sends so many a second until `work` has ended, and waits for the last answer. */
async function underLoad(toAsk: (sent: number) => Sent, work: () => Promise<void>) {
  const balancer = createBalancer(gateways.map(({ url }) => url));
  const running = new Set<Promise<void>>();
  const over = new AbortController();
  const load = (async () => {
    const begun = performance.now();
    for (let sent = 0; !over.signal.aborted; await pause(2))
      for (; sent < ((performance.now() - begun) * perSecond) / 1_000; sent += 1) {
        const asked = balancer.ask(toAsk(sent));
        running.add(asked);
        void asked.finally(() => running.delete(asked));
      }
  })();
  await work();
  over.abort();
  await load;
  await Promise.all(running);
  balancer.close();
  return balancer;
}

async function restart(process: ShopProcess): Promise<void> {
  await process.kill("SIGTERM");
  await process.start();
  await process.waitReady();
}

test("two gateways, each told to stop in turn, five times", async () => {
  const sku = await shop.sell(5);
  // What is kept, and what is asked for each time.
  const reads = [requestOf(api.getProduct, { params: { id: sku } }), requestOf(gatewayApi.getLiveness)];
  const { token } = await shop.guest();
  const order = (): Sent => {
    const { headers, ...sent } = requestOf(api.placeOrder, { body: anOrder(sku), ...newKey() });
    return { ...sent, headers: { ...headers, authorization: `Bearer ${token}` } };
  };
  const toAsk = (sent: number): Sent => (sent % ordersEvery === 0 ? order() : reads[sent % reads.length]!);
  const { failures, answered } = await underLoad(toAsk, async () => {
    await pause(1_000);
    for (let round = 0; round < rounds; round += 1) {
      await restart(gateways[round % 2]!);
      await pause(500);
    }
  });
  expect(failures).toEqual([]);
  expect(answered.reads + answered.orders).toBeGreaterThan(rounds * perSecond);
  expect(answered.orders).toBeGreaterThan((rounds * perSecond) / ordersEvery);
}, 180_000);
