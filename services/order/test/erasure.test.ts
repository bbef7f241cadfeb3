/** A person goes from the orders, and the books stay. */
import { randomUUID } from "node:crypto";
import { orderEvents } from "@shop/contracts/order/events";
import { userEvents } from "@shop/contracts/user/events";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const dayMs = 24 * 60 * 60_000;

async function someone() {
  const id = randomUUID();
  const email = `Ana.${id}@Example.com`;
  shop.people.emails.set(id, email);
  shop.people.accounts.add(id);
  return { id, email, api: await shop.as(id, "customer") };
}
type Someone = Awaited<ReturnType<typeof someone>>;

async function buy(buyer: Pick<Someone, "api" | "email">): Promise<string> {
  const contact = { email: buyer.email, name: "Ana Zyxwvut" };
  const { body } = await buyer.api.placeOrder({ body: anOrder({ contact }), headers: newKey() });
  await shop.confirmed(body.id);
  return body.id;
}

async function deliver(orderId: string): Promise<void> {
  const staff = await shop.as(undefined, "staff");
  const params = { id: orderId };
  const body = { carrier: "DHL", trackingNumber: "0034" };
  const shipped = await staff.shipOrder({ params, body, headers: newKey() });
  for (const { id: shipmentId } of shipped.body.shipments)
    await staff.deliverShipment({ params: { id: orderId, shipmentId } });
  await rest(orderId);
}

/** As if the requests about it were answered long ago. */
async function rest(_id: string): Promise<void> {
  const ownedUntil = new Date(0);
  await shop.orders.updateOne({ _id }, { $set: { ownedUntil } });
  const some = { _id, requests: { $exists: true } };
  await shop.orders.updateOne(some, { $set: { "requests.$[].ownedUntil": ownedUntil } });
}

/** Told to go `daysAgo`; answers the erasure's id. */
async function tell({ id: userId }: Pick<Someone, "id">, daysAgo = 0): Promise<string> {
  const erasureId = randomUUID();
  const at = Date.now() - daysAgo * dayMs;
  const requestedAt = new Date(at).toISOString();
  const deadline = new Date(at + 30 * dayMs).toISOString();
  const fact = userEvents.erasureRequested.of({ userId, erasureId, requestedAt, deadline });
  await Promise.all([shop.ear.say(fact), shop.ear.say(fact)]);
  return erasureId;
}

const erased = (erasureId: string) => shop.ear.eventsOf(erasureId, 1);
const rowOf = async (_id: string) => (await shop.orders.findOne({ _id })) ?? undefined;

test("what has ended says no more whose it was, once however often it is told, and keeps its sums", async () => {
  const ana = await someone();
  const id = await buy(ana);
  await deliver(id);
  await ana.api.addCartLine({ body: { sku: "66432-BLK", quantity: 1 } });
  const before = await rowOf(id);
  const events = await erased(await tell(ana));
  expect(events.map(({ name, data }) => [name, Object.keys(data as object)])).toEqual([
    [orderEvents.personErased.name, ["userId", "erasureId"]],
  ]);
  const row = await rowOf(id);
  expect(row).toMatchObject({ customerId: "erased", contact: { email: "", name: "" }, total: before?.total });
  expect(JSON.stringify(row)).not.toMatch(/zyxwvut|example\.com/i);
  expect(JSON.stringify(row)).not.toContain(ana.id);
  expect(await shop.carts.findOne({ _id: ana.id })).toBeNull();
  const admin = await shop.as(undefined, "admin");
  expect((await admin.getInvoice({ params: { id } })).body.buyer).toMatchObject({ name: "", email: "" });
});

test("an order on its way keeps its address until it has arrived", async () => {
  const ana = await someone();
  const id = await buy(ana);
  await rest(id);
  const erasureId = await tell(ana);
  const erasures = shop.connection.collection<{ _id: string; owes: { attempts: number }[] }>("erasures");
  await until(async () => ((await erasures.findOne({ _id: erasureId }))?.owes[0]?.attempts ?? 0) > 1);
  expect(await rowOf(id)).toMatchObject({ customerId: ana.id, contact: { email: ana.email } });
  await deliver(id);
  await erased(erasureId);
  expect(await rowOf(id)).toMatchObject({ status: "delivered", contact: { email: "" } });
});

test("an order that was paid back before it was sent is waited for no more", async () => {
  const ana = await someone();
  const id = await buy(ana);
  const staff = await shop.as(undefined, "staff");
  await staff.refundOrder({ params: { id }, body: { reason: "lost" }, headers: newKey() });
  await until(async () => (await rowOf(id))?.payment.status === "refunded");
  await rest(id);
  await erased(await tell(ana));
  expect(await rowOf(id)).toMatchObject({ status: "confirmed", contact: { email: "" } });
});

test("after the deadline nothing is waited for, and a mail that comes to be owed goes to nobody", async () => {
  const ana = await someone();
  const id = await buy(ana);
  await erased(await tell(ana, 31));
  expect(await rowOf(id)).toMatchObject({ status: "confirmed", contact: { email: "" } });
  const sent = shop.mail.mails.length;
  await deliver(id);
  await until(async () =>
    (await shop.owed(id)).every((task) => task.kind !== "mail" || task.dueAt > new Date()),
  );
  expect(shop.mail.mails.slice(sent).filter(({ to }) => to.some((each) => each.includes(ana.id)))).toEqual(
    [],
  );
});

test("a guest's order with the same address goes too; an account's stays theirs, without the address", async () => {
  const ana = await someone();
  const shouted = ana.email.toUpperCase();
  const asGuest = await buy({ email: shouted, api: await shop.as() });
  const bob = await someone();
  const bobs = await buy({ email: shouted, api: bob.api });
  for (const id of [asGuest, bobs]) await deliver(id);
  const erasureId = await tell(ana);
  await erased(erasureId);
  expect(await rowOf(asGuest)).toMatchObject({ customerId: "erased" });
  expect(await rowOf(bobs)).toMatchObject({
    customerId: bob.id,
    contact: { email: "", name: "Ana Zyxwvut" },
  });
  const later = await buy({ email: ana.email, api: await shop.as() });
  expect(await rowOf(later)).toMatchObject({ contact: { email: ana.email } });
});

test("with the user service away it is done when it is back", async () => {
  const ana = await someone();
  const id = await buy(ana);
  await deliver(id);
  shop.people.setAway(true);
  const erasureId = await tell(ana);
  const erasures = shop.connection.collection<{ _id: string; owes: { attempts: number }[] }>("erasures");
  await until(() => erasures.findOne({ _id: erasureId, "owes.attempts": 1 }));
  shop.people.setAway(false);
  // As if its lease were over.
  await until(async () => {
    await erasures.updateOne({ _id: erasureId }, { $set: { "owes.$[].dueAt": new Date(0) } as never });
    return true;
  });
  await shop.restart();
  await erased(erasureId);
  expect(await rowOf(id)).toMatchObject({ customerId: "erased" });
});

test("a person's rows are found by an index", async () => {
  const filters = {
    orders: [{ customerId: "x" }, { emailKey: "x", createdAt: { $lte: new Date() } }],
    carts: [{ $or: [{ _id: "x" }, { claimedBy: "x" }] }],
    lookups: [{ emailKey: "x" }],
    webhook_deliveries: [{ personId: "x" }],
  };
  for (const [name, all] of Object.entries(filters))
    for (const filter of all) {
      const plan = await shop.connection
        .collection(name)
        .find(filter as never)
        .explain("queryPlanner");
      expect({ name, plan: JSON.stringify(plan["queryPlanner"]) }).not.toMatchObject({
        plan: expect.stringContaining('"COLLSCAN"'),
      });
    }
});
