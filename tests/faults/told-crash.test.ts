/**
 * A process dies when it has taken what the payment provider tells, a question for a lost order, and what programs
 * elsewhere are to be told, and comes back: it is done, and whoever sees something of it from outside sees it once. What
 * was perhaps sent already comes again as the same: a mail by its `Message-ID`, an event by its `webhook-id`.
 */
import { globSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { orProblem } from "@shop/client/refusal";
import type { Order } from "@shop/contracts/order/orders";
import { soon } from "@shop/testing/soon";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startReceiver } from "../../services/order/test/receiver.ts";
import { anOrder, newKey, openShop, paidWith, untilFinal, type Person, type TestShop } from "../test-shop.ts";
import { agrees } from "./agrees.ts";
import { endLeases } from "./end-leases.ts";
import { points, pointsAfterSale, pointsOfNews } from "./points.ts";
import { chanceOf, withSeeds } from "./seeds.ts";
import { isToldOnce, mailsOf } from "./told-once.ts";

let shop: TestShop;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  [shop, receiver] = [await openShop(), await startReceiver()];
  const staff = await shop.logIn("admin");
  await staff.createWebhook({ body: { url: receiver.url, events: ["order.placed", "order.confirmed"] } });
}, 180_000);
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
}, 60_000);

type Story = {
  readonly token?: string;
  /** Once the order is confirmed, unless the process dies before that. */
  readonly afterwards?: (order: Order, alice: Person) => Promise<unknown>;
};

/** Asked once: what was heard is done, also when the answer died on its way. */
const lookUp = async ({ number, contact: { email } }: Order): Promise<void> => {
  await shop.nobody.lookUpOrder({ body: { number, email } }).catch(() => undefined);
};

const stories: Readonly<Record<string, Story>> = {
  // It authorises, answers nobody, and tells of it by itself.
  "payment_notices.apply_notice.taken": { token: "tok_timeout" },
  "lookups.look_up.taken": { afterwards: lookUp },
  "order.lookedUp": { afterwards: lookUp },
  "webhooks.deliver.taken": {},
};

test("every piece of news has a story", () => {
  expect(Object.keys(stories).toSorted()).toEqual(pointsOfNews.toSorted());
});

test("every kind of work that the order service owes has a point at which a process dies", async () => {
  const folder = fileURLToPath(new URL("../../services/order/src/", import.meta.url));
  const kinds = await Promise.all(
    globSync("*/tasks.ts", { cwd: folder }).map(async (file) => {
      const made = (await import(pathToFileURL(`${folder}${file}`).href)) as Record<string, unknown>;
      return Object.entries(made).flatMap(([name, tasks]) =>
        name.endsWith("Tasks") ? Object.keys((tasks as (deps: object) => object)({})) : [],
      );
    }),
  );
  const known = [...points, ...pointsAfterSale, ...pointsOfNews];
  // An erasure has a test of its own.
  for (const kind of kinds.flat().filter((each) => each !== "erase"))
    expect(known.filter((point) => point.endsWith(`.${kind}.taken`))).toHaveLength(1);
});

test.each(withSeeds(pointsOfNews))(
  "killed right after %s (seed %i)",
  { timeout: 240_000 },
  async (point, seed) => {
    const story = stories[point];
    if (!story) throw new Error(`Nobody tells how an order comes to ${point}`);
    const chance = chanceOf(point, seed);
    const victim = shop.process("order");
    const sku = await shop.sell(5);
    const alice = await shop.guest();
    const contact = { email: `${alice.id}@example.com`, name: "Alice" };
    const wish = { body: anOrder(sku, { ...paidWith(story.token ?? "tok_ok"), contact }), ...newKey() };
    await victim.kill("SIGTERM");
    await victim.start({ CRASH_AT: point });
    await victim.waitReady();
    const placing = chance.ask(() => orProblem(alice.placeOrder(wish)).catch(() => undefined));
    if (story.afterwards) {
      await placing;
      const { body: placed } = await alice.placeOrder(wish);
      await story.afterwards(await untilFinal(alice, placed.id), alice);
    }
    await expect.poll(() => victim.isRunning(), { timeout: 90_000, interval: 20 }).toBe(false);
    await placing;
    await chance.stayDead();
    await endLeases(shop, "order");
    await victim.start();
    await victim.waitReady();

    // The gateway asks a service that was away only now and then.
    const again = await soon(() => alice.placeOrder(wish));
    const order = await untilFinal(alice, again.body.id, 90_000);
    expect(order.status).toBe("confirmed");
    await agrees(shop, [order], sku, 5);
    if (story.afterwards) await expect.poll(() => linksTo(order), { timeout: 60_000 }).toBe(1);
    await isToldOnce(shop, order);
    await isHeardOnce(order);
  },
);

/** Mails that show the order to whoever has them. */
async function linksTo(order: Order): Promise<number> {
  return [...(await mailsOf(shop, order)).keys()].filter((name) => name.startsWith("lookup.")).length;
}

async function isHeardOnce({ id }: Order): Promise<void> {
  const heard = () => {
    const own = receiver.told.filter(({ event }) => event.data["orderId"] === id);
    const each = new Map(own.map(({ headers, event }) => [String(headers["webhook-id"]), event.type]));
    return [...each.values()].toSorted();
  };
  await expect.poll(heard, { timeout: 60_000 }).toEqual(["order.confirmed", "order.placed"]);
}
