/** What a visitor has left behind: it is there after signing in, and an order is found again by its number. */
import { orProblem } from "@shop/client/refusal";
import { until } from "@shop/testing/until";
import { requestOf } from "@shop/client/to-request";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askRaw } from "../ask-raw.ts";
import { anOrder, api, lastWords, newKey, openShop, type TestShop } from "../test-shop.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop({ env: { LOG_LEVEL: "debug" } });
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

test("a guest fills a cart and orders, signs in, and finds both; staff sees the order and its money", async () => {
  const [sku, more] = [await shop.sell(5), await shop.sell(5)];
  const guest = await shop.guest();
  const placed = { body: anOrder(sku), ...newKey(), waitS: 5 };
  const { body: order } = await guest.placeOrder(placed);
  await guest.addCartLine({ body: { sku: more, quantity: 2 } });
  const ana = await shop.customer();
  for (let time = 0; time < 2; time += 1) {
    const { body } = await ana.claimCart({ body: { guestToken: guest.token } });
    expect(body).toMatchObject({ lines: [{ sku: more, quantity: 2 }], notTaken: [] });
  }
  expect((await ana.listOrders()).body.items.map(({ id }) => id)).toEqual([order.id]);
  expect(await orProblem(guest.getOrder({ params: { id: order.id } }))).toMatchObject({ status: 404 });
  const admin = await shop.logIn("admin");
  const { body: found } = await admin.listAllOrders({ query: { sku, count: "true" } });
  expect(found).toMatchObject({ items: [{ id: order.id }], total: { value: 1, exact: true } });
  await until(async () => {
    const { body } = await admin.getSalesReport();
    return body.items.at(-1)?.revenue.amount === order.total.amount;
  }, "the order is in today's report");
});

test("a lost order is found by its number: the mail's link shows it without signing in, and no log has the link", async () => {
  const sku = await shop.sell(5);
  const guest = await shop.guest();
  const email = `${crypto.randomUUID()}@example.com`;
  const contact = { email, name: "Alice" };
  const { body: order } = await guest.placeOrder({ body: { ...anOrder(sku), contact }, ...newKey() });
  const { nobody } = shop;
  const asked = await nobody.lookUpOrder({ body: { number: order.number, email } });
  expect(asked).toMatchObject({ status: 202, body: { status: "accepted" } });
  const link = /(\S+)\/order\/(\S+)\?access=(\S+)/;
  const [, address, id, access = ""] = await until(async () => {
    const texts = (await shop.mailsTo(email)).map(({ text }) => text);
    return texts.map((text) => link.exec(text)).find((match) => match !== null);
  }, "the link is sent");
  expect([address, id]).toEqual([`http://localhost:${new URL(shop.gatewayUrl).port}`, order.id]);
  const params = { id: order.id };
  const shown = await nobody.getOrder({ params, query: { access } });
  expect(shown.body.number).toBe(order.number);
  expect((await nobody.getTimeline({ params, query: { access } })).status).toBe(200);
  const other = await guest.placeOrder({ body: anOrder(sku), ...newKey() });
  const foreign = requestOf(api.getOrder, { params: { id: other.body.id }, query: { access } });
  const { status, headers } = await askRaw(shop.gatewayUrl, foreign);
  expect([status, headers.get("cache-control")]).toEqual([404, "no-store"]);
  expect(await orProblem(nobody.getOrder({ params }))).toMatchObject({ status: 401 });
  const logs = await lastWords(10_000);
  expect(logs).toContain(order.id);
  expect(logs).not.toContain(access.split(".")[1] ?? access);
});
