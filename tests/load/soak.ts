/**
 * Many people shop for some minutes, then the books are compared: every order has ended, and orders, stock, reservations
 * and the payment provider's ledger say the same. `node tests/load/soak.ts 4` takes four minutes; ends with 1 when they differ.
 */
import { deepStrictEqual } from "node:assert";
import { setTimeout as pause } from "node:timers/promises";
import mongoose from "mongoose";
import { anOrder, newKey, openShop, paidWith, untilFinal, type TestShop } from "../test-shop.ts";
import { megabytesOf } from "./shop-cpu.ts";

const minutes = Number(process.argv[2] ?? 4);
const people = 8;
const stockOfEach = 50_000;
/** One in eight is declined; one in eight finds a provider that fails twice; one in ten confirmed orders is cancelled. */
const cards = ["tok_ok", "tok_ok", "tok_ok", "tok_declined", "tok_ok", "tok_flaky", "tok_ok", "tok_ok"];
const nodes = ["gateway", "catalog", "user", "order", "web", "sandbox"] as const;

await using shop = await openShop();
const skus: string[] = [];
while (skus.length < 10) skus.push(await shop.sell(stockOfEach));

const counts = { confirmed: 0, cancelled: 0 };
const started = performance.now();
const ticker = setInterval(() => void report(), 30_000);
await Promise.all(Array.from({ length: people }, (_, index) => shopUntilTheEnd(index)));
clearInterval(ticker);
await report();
await untilQuiet(shop);
await compareBooks(shop);
say("The books agree.");

async function shopUntilTheEnd(index: number): Promise<void> {
  for (let turn = index; performance.now() - started < minutes * 60_000; turn += 1) {
    const person = await shop.guest();
    const sku = skus[turn % skus.length] ?? "";
    await person.addCartLine({ body: { sku, quantity: 1 } });
    const { lines: _lines, ...order } = anOrder(sku, paidWith(cards[turn % cards.length] ?? "tok_ok"));
    const { body } = await person.placeOrder({ body: order, ...newKey(), waitS: 5 });
    const { id, status } = await untilFinal(person, body.id);
    counts[status === "confirmed" ? "confirmed" : "cancelled"] += 1;
    if (status === "confirmed" && turn % 10 === 0) await person.cancelOrder({ params: { id } });
  }
}

/** Memory is the proportional set size in MB. */
async function report(): Promise<void> {
  const memory = await Promise.all(
    nodes.map(async (name) => `${name} ${await megabytesOf(shop.process(name).pid)}`),
  );
  say(
    `${Math.round((performance.now() - started) / 1000)} s ${JSON.stringify(counts)}, MB: ${memory.join(", ")}`,
  );
}

async function untilQuiet(running: TestShop): Promise<void> {
  await using client = await mongoose.mongo.MongoClient.connect(running.mongoUrl("order"));
  const owed = async () =>
    await client
      .db()
      .collection("orders")
      .countDocuments({ $or: [{ "owes.dueAt": { $exists: true } }, { "outbox.dueAt": { $exists: true } }] });
  const deadline = performance.now() + 60_000;
  while ((await owed()) > 0 && performance.now() < deadline) await pause(250);
  await pause(2_000);
}

async function compareBooks(running: TestShop): Promise<void> {
  await using orderClient = await mongoose.mongo.MongoClient.connect(running.mongoUrl("order"));
  await using catalogClient = await mongoose.mongo.MongoClient.connect(running.mongoUrl("catalog"));
  const orders = orderClient.db().collection("orders");
  const confirmed = await orders.countDocuments({ state: "confirmed" });
  const ended = await orders.countDocuments({
    state: { $in: ["confirmed", "cancelled"] },
    "owes.kind": { $exists: false },
  });
  const [kept] = await orders
    .aggregate([
      { $match: { state: "confirmed" } },
      { $group: { _id: null, sum: { $sum: "$total.amount" } } },
    ])
    .toArray();
  const [stock] = await catalogClient
    .db()
    .collection("stock")
    .aggregate([
      {
        $group: {
          _id: null,
          onHand: { $sum: "$onHand" },
          available: { $sum: "$available" },
          held: { $sum: "$held" },
        },
      },
    ])
    .toArray();
  const reservations = catalogClient.db().collection("reservations");
  const sold = await reservations.countDocuments({ state: "committed" });
  const left = skus.length * stockOfEach - confirmed;
  const ledger = await readLedger(running);
  say(JSON.stringify({ orders: ended, confirmed, sold, onHand: stock?.["onHand"], ...ledger }));
  deepStrictEqual(
    { ended, sold, stock, ...ledger },
    {
      ended: await orders.countDocuments(),
      sold: confirmed,
      stock: { _id: null, onHand: left, available: left, held: 0 },
      net: kept?.["sum"] ?? 0,
      openAuthorisations: 0,
    },
  );
}

async function readLedger({ sandboxUrl }: TestShop): Promise<{ net: number; openAuthorisations: number }> {
  const sum = { net: 0, openAuthorisations: 0 };
  let next: string | null = "";
  while (next !== null) {
    const answer = await fetch(
      `${sandboxUrl}/charges?limit=100${next && `&cursor=${encodeURIComponent(next)}`}`,
    );
    const page = (await answer.json()) as {
      items: { status: string; captured: { amount: number }; refunded: { amount: number } }[];
      next: string | null;
    };
    for (const { status, captured, refunded } of page.items) {
      sum.net += captured.amount - refunded.amount;
      if (status === "authorised") sum.openAuthorisations += 1;
    }
    next = page.next;
  }
  return sum;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
