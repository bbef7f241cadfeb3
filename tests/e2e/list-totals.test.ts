/** Every list of the API says how many there are to whoever asks for it, and to nobody else. */
import { randomUUID } from "node:crypto";
import type { Endpoint } from "@shop/contracts/language/endpoint";
import type { Page } from "@shop/contracts/language/page";
import { soon } from "@shop/testing/soon";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { anOrder, newKey, untilFinal, type Person } from "../test-shop.ts";
import { pathOf } from "./authorisation/ask.ts";
import { endpoints } from "./authorisation/endpoints.ts";
import { shop } from "./shared-shop.ts";

const isList = ({ query }: Endpoint): boolean => query instanceof z.ZodObject && "cursor" in query.shape;
const lists = endpoints.filter(({ endpoint, isInternal }) => !isInternal && isList(endpoint));

let ana: Person;
let admin: Person;
/** Of the path, by what stands before each. */
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  [ana, admin] = await Promise.all([shop.customer(), shop.staff()]);
  const shelf = await admin.createCategory({ body: { name: `Shelf ${randomUUID()}` } });
  const products = await Promise.all(
    [0, 1, 2].map(async () => {
      const sku = await shop.sell(9);
      const { body } = await admin.updateProduct({
        params: { id: sku },
        body: { categories: [shelf.body.id] },
        ifMatch: "*",
      });
      return body.id;
    }),
  );
  const [id = ""] = products;
  for (const buyer of [ana, admin]) {
    const review = { rating: 5, title: "Good", text: "It is." };
    await buyer.createReview({ params: { id }, body: review });
    const { body: order } = await buyer.placeOrder({ body: anOrder(id), ...newKey() });
    await untilFinal(buyer, order.id);
    const { name: _name, ...rest } = anOrder(id).shippingAddress;
    await buyer.addAddress({ body: { ...rest, name: "Ana" } });
  }
  await admin.createCoupon({ body: { code: randomUUID().slice(0, 12), kind: "percent", value: 5 } });
  const wanted = { url: "http://127.0.0.1:65535/hook", events: ["order.shipped" as const] };
  const { body: webhook } = await admin.createWebhook({ body: wanted });
  const { body: orders } = await ana.listOrders();
  const [order] = orders.items;
  const parcel = { carrier: "DHL", trackingNumber: "0034" };
  await admin.shipOrder({ params: { id: order?.id ?? "" }, body: parcel, ...newKey() });
  ids = { products: id, stock: id, orders: order?.id ?? "", users: ana.id, webhooks: webhook.id };
  return () => admin.removeWebhook({ params: { id: webhook.id } });
}, 60_000);

const askerOf = ({ access }: Endpoint): Person =>
  access === "all" ||
  access === "guest" ||
  access === "customer" ||
  (typeof access === "object" && "role" in access && access.role === "guest")
    ? ana
    : admin;

async function ask(endpoint: Endpoint, query: Readonly<Record<string, string>>): Promise<Page<unknown>> {
  const kind = /([\w-]+)\/:/.exec(endpoint.path)?.[1] ?? "";
  const path = pathOf(endpoint, { id: ids[kind] ?? "", sku: ids[kind] ?? "" });
  const needed = endpoint.path === "/shipping-methods" ? { country: "DE" } : {};
  const url = `${shop.gatewayUrl}${path}?${new URLSearchParams({ ...needed, ...query }).toString()}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${askerOf(endpoint).token}` } });
  expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  return (await answer.json()) as Page<unknown>;
}

/** One after the other to the end; none of the pages says how many there are. */
async function countOf(endpoint: Endpoint): Promise<number> {
  let all = 0;
  for (let next: string | null | undefined; next !== null;) {
    const page = await ask(endpoint, { limit: "100", ...(next !== undefined && { cursor: next }) });
    expect(page).not.toHaveProperty("total");
    all += page.items.length;
    ({ next } = page);
  }
  return all;
}

test.each(lists)("$endpoint.method $endpoint.path", async ({ endpoint }) => {
  // What others do meanwhile counts, too.
  await soon(async () => {
    const { total, items } = await ask(endpoint, { limit: "1", count: "true" });
    expect(items.length).toBeLessThan(2);
    expect(total).toEqual({ value: await countOf(endpoint), exact: true });
  });
});

test("what goes with a product is a list as others are: page by page, each once", async () => {
  const seen: unknown[] = [];
  const { endpoint } = lists.find(({ name }) => name === "listRelated") ?? {};
  if (!endpoint) throw new Error("There is no such list");
  const whole = await soon(async () => {
    const { items } = await ask(endpoint, { limit: "100" });
    expect(items.length).toBeGreaterThan(1);
    return items;
  });
  for (let next: string | null = ""; next !== null;) {
    const page: Page<unknown> = await ask(endpoint, { limit: "1", ...(next !== "" && { cursor: next }) });
    seen.push(...page.items);
    ({ next } = page);
  }
  expect(seen).toEqual(whole);
});
