/**
 * A process dies right after each step of an erasure that it saves, and before each piece of work that it has taken, and
 * comes back: the person is erased all the same, in every service, and told of it once.
 */
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { erasureTasks as tasksOfCatalog } from "../../services/catalog/src/privacy/tasks.ts";
import { erasureTasks as tasksOfOrder } from "../../services/order/src/privacy/tasks.ts";
import { erasureTasks as tasksOfUser } from "../../services/user/src/privacy/tasks.ts";
import { anOrder, newKey, openShop, paidWith, untilFinal, type TestShop } from "../test-shop.ts";
import { endLeases } from "./end-leases.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop({ env: { ERASURE_REST_SECONDS: "1" } });
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const nothing = {} as never;
const taken = (tasks: object) => Object.keys(tasks).map((kind) => `erasures.${kind}.taken`);

type ServiceName = "user" | "order" | "catalog";

const of = (service: ServiceName, steps: readonly string[], tasks: object) =>
  [...steps.map((step) => `erasure.${step}`), ...taken(tasks)].map((at) => [service, at] as const);

const deaths = [
  ...of("user", ["requested", "announced", "noted", "finished"], tasksOfUser(nothing)),
  ...of("order", ["heard", "orders", "done"], tasksOfOrder(nothing)),
  ...of("catalog", ["heard", "done"], tasksOfCatalog(nothing)),
];

async function rowsOf<Result>(
  service: ServiceName,
  read: (db: mongoose.Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await mongoose.createConnection(shop.mongoUrl(service)).asPromise();
  try {
    return await read(connection);
  } finally {
    await connection.close();
  }
}

const soon = { timeout: 120_000, interval: 250 };

test.each(deaths)("%s is killed at %s", { timeout: 240_000 }, async (service, at) => {
  const victim = shop.process(service);
  const sku = await shop.sell(5);
  const ana = await shop.customer();
  const contact = { email: ana.email, name: "Ana" };
  const body = anOrder(sku, { contact, ...paidWith("tok_declined") });
  const { id } = (await ana.placeOrder({ body, ...newKey() })).body;
  await untilFinal(ana, id);
  await ana.createReview({ params: { id: sku }, body: { rating: 3, text: "Mine" } });

  await victim.kill("SIGTERM");
  await victim.start({ CRASH_AT: at });
  await victim.waitReady();
  await ana.requestErasure({ body: { password: ana.password } }).catch(() => undefined);
  await expect.poll(() => victim.isRunning(), soon).toBe(false);
  await endLeases(shop, service);
  await victim.start();
  await victim.waitReady();

  const erasure = () =>
    rowsOf("user", (db) => db.collection<mongoose.mongo.Document>("erasures").findOne({ userId: ana.id }));
  await expect.poll(async () => (await erasure())?.["erasedAt"]?.user, soon).toBeInstanceOf(Date);
  const order = await rowsOf("order", (db) => db.collection("orders").findOne({ _id: id as never }));
  expect(order).toMatchObject({ customerId: "erased", contact: { email: "", name: "" } });
  const left = await Promise.all([
    rowsOf("user", (db) => db.collection("accounts").countDocuments({ _id: ana.id as never })),
    rowsOf("catalog", (db) => db.collection("reviews").countDocuments({ customerId: ana.id })),
  ]);
  expect(left).toEqual([0, 0]);
  const told = (await shop.mailsTo(ana.email)).filter(({ subject }) => subject === "You are erased");
  expect(told).toHaveLength(1);
});
