/** What comes from outside and from within when something went wrong, through the gateway of a whole shop. */
import { orProblem } from "@shop/client/refusal";
import { randomUUID } from "node:crypto";
import { connect } from "amqplib";
import { serviceNames } from "@shop/contracts/shop";
import { until } from "@shop/testing/until";
import { expect, test } from "vitest";
import { anOrder, newKey, paidWith, untilFinal } from "../test-shop.ts";
import { shop } from "./shared-shop.ts";

test("a provider that never answers tells five seconds later by itself, and the order is confirmed", async () => {
  const sku = await shop.sell(5);
  const alice = await shop.guest();
  const body = anOrder(sku, paidWith("tok_timeout"));
  const { body: placed } = await alice.placeOrder({ body, ...newKey() });
  const order = await untilFinal(alice, placed.id);
  expect(order).toMatchObject({ status: "confirmed", payment: { status: "captured" } });
  const answer = await fetch(`${shop.sandboxUrl}/webhooks?orderId=${placed.id}`);
  const { items } = (await answer.json()) as { items: { type: string; responseStatus: number }[] };
  expect(items.find(({ type }) => type === "payment.authorised")?.responseStatus).toBe(202);
});

test("a webhook that nobody has signed is refused, and no allowance is asked for before", async () => {
  const url = `${shop.gatewayUrl}/webhooks/payments/sandbox`;
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: "{}" });
  expect(answer.status).toBe(401);
  expect(answer.headers.get("ratelimit")).toBeNull();
  expect((await fetch(`${url}x`, { method: "POST", headers, body: "{}" })).status).toBe(404);
});

const titles = { catalog: "Catalog", user: "User", order: "Order" } as const;

function lettersOf(client: typeof shop.nobody, service: keyof typeof titles) {
  const title = titles[service];
  return {
    list: client[`list${title}DeadLetters` as const],
    get: client[`get${title}DeadLetter` as const],
    redrive: client[`redrive${title}DeadLetter` as const],
    drop: client[`drop${title}DeadLetter` as const],
  };
}

/** Sends a service what it cannot handle, and waits until it says so; answers the letters' ids, in the same order. */
async function bury(service: keyof typeof titles, admin: typeof shop.nobody, count: number) {
  const messageIds = Array.from({ length: count }, () => randomUUID());
  const model = await connect(shop.amqpUrl);
  const channel = await model.createConfirmChannel();
  for (const messageId of messageIds)
    channel.sendToQueue(`${service}.events`, Buffer.from("rubbish"), { messageId });
  await channel.waitForConfirms();
  await model.close();
  return until(async () => {
    const { items } = (await lettersOf(admin, service).list()).body;
    const found = messageIds.flatMap((id) => items.filter(({ messageId }) => messageId === id));
    return found.length === count ? found.map(({ id }) => id) : undefined;
  }, "the letters are listed");
}

test.each(serviceNames)(
  "what %s cannot handle is found at the gateway, and dropped there",
  async (service) => {
    const admin = await shop.logIn("admin");
    const letters = lettersOf(admin, service);
    const [id = ""] = await bury(service, admin, 1);
    const params = { id };
    expect((await letters.get({ params })).body).toMatchObject({ reason: "event.invalid", body: "rubbish" });
    expect((await letters.redrive({ params })).status).toBe(202);
    expect((await letters.drop({ params })).status).toBe(204);
    expect(await orProblem(lettersOf(shop.nobody, service).list())).toMatchObject({ status: 401 });
    const guest = await shop.guest();
    expect(await orProblem(guest.listOrderDeadLetters())).toMatchObject({ status: 403 });
  },
);

test("where one service's list of dead letters goes on is no place in another's", async () => {
  const admin = await shop.logIn("admin");
  await bury("catalog", admin, 2);
  const { next } = (await lettersOf(admin, "catalog").list({ query: { limit: "1" } })).body;
  const query = { limit: "1", cursor: next! };
  expect((await lettersOf(admin, "catalog").list({ query })).status).toBe(200);
  for (const service of ["user", "order"] as const) {
    const refused = await orProblem(lettersOf(admin, service).list({ query }));
    expect(refused).toMatchObject({ status: 400, code: "request.bad_cursor" });
  }
});
