/** A Redis that answers after two seconds: each gateway goes on by itself, and nobody waits for it. */
import { orProblem } from "@shop/client/refusal";
import { catalogApi } from "@shop/contracts/catalog/api";
import { createHeldClient } from "@shop/testing/held-client";
import { openProxy, type TcpProxy } from "@shop/testing/tcp-proxy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, api, newKey, openShop, untilFinal, type TestShop } from "../test-shop.ts";

const lateMs = 2_000;
let shop: TestShop;
let way: TcpProxy;
let url: string;

beforeAll(async () => {
  shop = await openShop();
  way = await openProxy(shop.redisUrl);
  ({ url } = await shop.startReplica("gateway", { REDIS_URL: way.url }));
}, 180_000);
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  await way[Symbol.asyncDispose]();
}, 60_000);

test("with a Redis that answers after two seconds people read, change, buy and sign out as ever", async () => {
  const [id, other] = [await shop.sell(3), await shop.sell(3)];
  const admin = await shop.logIn("admin");
  const alice = await shop.customer();
  way.delay(lateMs);
  const [reader, staff] = [createHeldClient(url, catalogApi), createHeldClient(url, catalogApi, admin)];
  const waits: number[] = [];
  const timed = async <Answer>(ask: Promise<Answer>): Promise<Answer> => {
    const began = performance.now();
    const answer = await ask;
    waits.push(performance.now() - began);
    return answer;
  };
  for (let round = 0; round < 20; round += 1) {
    const { body, etag } = await timed(reader.getProduct({ params: { id } }));
    expect(body.name).toBe(round === 0 ? `Thing ${id}` : `Name ${round - 1}`);
    const [{ status: list }, { status: another }] = await Promise.all([
      timed(reader.listProducts({ query: { limit: "5" } })),
      timed(reader.getProduct({ params: { id: other } })),
    ]);
    expect([list, another]).toEqual([200, 200]);
    const change = { body: { name: `Name ${round}` }, ifMatch: etag };
    expect((await timed(staff.updateProduct({ params: { id }, ...change }))).status).toBe(200);
  }
  const buyer = createHeldClient(url, api, alice);
  const { body: order } = await timed(buyer.placeOrder({ body: anOrder(id), ...newKey() }));
  expect(await untilFinal({ ...buyer, token: alice.token, id: alice.id }, order.id)).toMatchObject({
    status: "confirmed",
  });
  expect((await timed(buyer.logOut())).status).toBe(204);
  await expect.poll(async () => (await orProblem(buyer.getCart())).status, { timeout: 5_000 }).toBe(401);
  // A busy machine may keep somebody waiting; Redis would keep everybody.
  expect(waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)]).toBeLessThan(lateMs);
});
