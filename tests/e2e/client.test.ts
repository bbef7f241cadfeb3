/** The typed client in front of a whole shop: signed in for longer than a token, a list, an order, its stream. */
import { randomUUID } from "node:crypto";
import { createClient } from "@shop/client/client";
import { each } from "@shop/client/pages";
import { orProblem } from "@shop/client/refusal";
import { createSession, type Tokens } from "@shop/client/session";
import { follow } from "@shop/client/streams";
import { createFetchTransport } from "@shop/client/transport";
import { expect, test } from "vitest";
import { anOrder, api } from "../test-shop.ts";
import { shop } from "./shared-shop.ts";

async function guest(kept: Tokens[] = []) {
  const transport = createFetchTransport(shop.gatewayUrl);
  const anybody = createClient(api, transport);
  const { body } = await anybody.enterAsGuest();
  const session = createSession(
    // As if it had been open for longer than its token lasts.
    { ...body, accessToken: `${body.accessToken}x` },
    async (refreshToken) => (await anybody.refresh({ body: { refreshToken } })).body,
    { onRenewed: (tokens) => void kept.push(tokens) },
  );
  return createClient(api, transport, { session });
}

test("a guest buys, and follows the order to its end", async () => {
  const sku = await shop.sell(5);
  const kept: Tokens[] = [];
  const alice = await guest(kept);
  await alice.addCartLine({ body: { sku, quantity: 1 } });
  const cart = await alice.getCart();
  const { lines: _lines, ...order } = anOrder(sku);
  const placed = await alice.placeOrder({ body: order, idempotencyKey: randomUUID(), ifMatch: cart.etag });
  expect(placed).toMatchObject({
    status: 201,
    location: `/orders/${placed.body.id}`,
    body: { status: "pending" },
  });
  const types: string[] = [];
  for await (const { event } of follow(alice.streamOrder, { params: { id: placed.body.id } })) {
    types.push(event);
    if (event === "order.confirmed") break;
  }
  expect(types).toEqual(expect.arrayContaining(["order.placed", "payment.captured"]));
  const listed = await Array.fromAsync(each(alice.listOrders, { query: { limit: 1 } }));
  expect(listed.map(({ id, status }) => [id, status])).toEqual([[placed.body.id, "confirmed"]]);
  // Three calls and more with a token that nobody believed: it was renewed once.
  expect(kept).toHaveLength(1);
});

test("a refusal is told with its code, its fields and its time", async () => {
  const alice = await guest();
  const sku = await shop.sell(0);
  const body = anOrder(sku);
  const gone = await orProblem(alice.placeOrder({ body, idempotencyKey: randomUUID() }));
  expect(gone).toMatchObject({ status: 409, code: "order.unavailable", errors: [{ path: "lines.0.sku" }] });
  const unknown = await orProblem(alice.getOrder({ params: { id: randomUUID() } }));
  expect(unknown).toMatchObject({ status: 404, code: "order.not_found" });
});
