/** The books as the databases, the payment provider, the mail catcher and the broker keep them. Read, never judged. */
import { connect } from "amqplib";
import mongoose from "mongoose";
import { topology } from "@shop/contracts/shop";
import { serviceNames } from "@shop/local/backing";
import type { TestShop } from "../test-shop.ts";
import { readMails, type CaughtMail } from "./mails.ts";
import { toMovements, type Movement } from "./movements.ts";
import { hearWitness } from "./witness.ts";

type Money = { readonly amount: number; readonly currency: string };
export type Line = { readonly sku: string; readonly quantity: number };

export type OrderBook = {
  readonly id: string;
  readonly owner: string;
  readonly key: string;
  readonly state: string;
  readonly reason: string | null;
  readonly card: string;
  readonly createdAt: Date;
  readonly total: Money;
  readonly lines: readonly Line[];
  readonly sequence: number;
  /** A call to the payment provider or a deadline is left. */
  readonly isOwed: boolean;
};
export type ChargeBook = {
  readonly orderId: string;
  readonly status: string;
  readonly amount: Money;
  readonly captured: Money;
  readonly refunded: Money;
};

export type Books = {
  readonly orders: readonly OrderBook[];
  readonly timeline: readonly { readonly orderId: string; readonly number: number; readonly type: string }[];
  readonly events: readonly {
    readonly aggregateId: string;
    readonly sequence: number;
    readonly name: string;
  }[];
  /** Documents whose events were not published. */
  readonly unsent: number;
  readonly reservations: readonly { readonly orderId: string; readonly state: string }[];
  readonly stock: readonly {
    readonly sku: string;
    readonly onHand: number;
    readonly available: number;
    readonly held: number;
  }[];
  readonly movements: readonly Movement[];
  readonly charges: readonly ChargeBook[];
  readonly mails: readonly CaughtMail[];
  readonly owedMails: number;
  /** Messages that are left, by queue. */
  readonly queues: Readonly<Record<string, number>>;
};

type Row = mongoose.mongo.Document;

export async function readBooks(shop: TestShop): Promise<Books> {
  const databases = await Promise.all(serviceNames.map((service) => readAll(shop.mongoUrl(service))));
  const rowsOf = (name: (typeof collections)[number]): Row[] => databases.flatMap((rows) => rows[name]);
  return {
    orders: rowsOf("orders").map(toOrder),
    timeline: rowsOf("orders").flatMap(toTimeline),
    events: await hearWitness(shop),
    unsent: announcing.flatMap(rowsOf).filter(({ outbox }) => (outbox as Row[] | undefined)?.length).length,
    reservations: rowsOf("reservations").map(({ _id, state }) => ({ orderId: `${_id}`, state })),
    stock: rowsOf("stock").map(
      ({ _id, ...level }) => ({ ...level, sku: `${_id}` }) as Books["stock"][number],
    ),
    movements: toMovements(rowsOf("stock"), rowsOf("movements")),
    owedMails: rowsOf("orders").flatMap(owedBy).filter(isMail).length,
    charges: await readCharges(shop),
    mails: await readMails(shop),
    queues: {
      ...(await countMessages(shop)),
      "the dead letters": rowsOf("dead_letters").filter(({ status }) => status === "dead").length,
    },
  };
}

/** Each in one service's database alone. */
const announcing = [
  "orders",
  "products",
  "announcements",
  "reservations",
  "stock",
  "accounts",
  "sessions",
] as const;
const collections = [...announcing, "movements", "dead_letters"] as const;

type Rows = Readonly<Record<(typeof collections)[number], Row[]>>;

/** What a majority has, collection by collection. */
async function readAll(url: string): Promise<Rows> {
  await using client = await mongoose.mongo.MongoClient.connect(url, { readConcern: { level: "majority" } });
  const read = async (name: string) => [name, await client.db().collection(name).find().toArray()] as const;
  return Object.fromEntries(await Promise.all(collections.map(read))) as unknown as Rows;
}

function toOrder(row: Row): OrderBook {
  const { _id, placedBy, idempotencyKey, payment, ...rest } = row;
  const isOwed = owedBy(row).some((task) => !isMail(task));
  const { token: card } = payment as { token: string };
  const known = { id: `${_id}`, owner: placedBy, key: idempotencyKey, card, isOwed };
  return { ...rest, ...known } as unknown as OrderBook;
}

const owedBy = ({ owes }: Row): { readonly kind: string }[] => owes as { kind: string }[];
const isMail = ({ kind }: { readonly kind: string }): boolean => kind === "mail";

const toTimeline = ({ _id, timeline }: Row): Books["timeline"][number][] =>
  (timeline as { type: string }[]).map(({ type }, index) => ({ orderId: `${_id}`, number: index + 1, type }));

async function readCharges({ sandboxUrl }: TestShop): Promise<ChargeBook[]> {
  const charges: ChargeBook[] = [];
  for (let cursor = ""; ;) {
    const answer = await fetch(`${sandboxUrl}/charges?limit=100${cursor}`);
    const page = (await answer.json()) as { items: ChargeBook[]; next: string | null };
    charges.push(...page.items);
    if (page.next === null) return charges;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

const queuesOf = (consumer: string): string[] =>
  ["", ".retry.1s", ".retry.10s", ".retry.1m", ".retry.10m", ".dead"].map(
    (end) => `${consumer}.events${end}`,
  );

async function countMessages({ amqpUrl }: TestShop): Promise<Record<string, number>> {
  const model = await connect(amqpUrl);
  try {
    const channel = await model.createChannel();
    const counts: [string, number][] = [];
    for (const queue of Object.keys(topology).flatMap(queuesOf))
      counts.push([queue, (await channel.checkQueue(queue)).messageCount]);
    return Object.fromEntries(counts);
  } finally {
    await model.close();
  }
}

/** Lets come at once what would come in a minute or in ten, just as the broker would: into the work queue. */
export async function hastenRetries({ amqpUrl }: TestShop): Promise<number> {
  const model = await connect(amqpUrl);
  try {
    const channel = await model.createConfirmChannel();
    let moved = 0;
    for (const consumer of Object.keys(topology))
      for (const rung of ["1m", "10m"])
        for (;;) {
          const message = await channel.get(`${consumer}.events.retry.${rung}`);
          if (message === false) break;
          channel.sendToQueue(`${consumer}.events`, message.content, message.properties);
          await channel.waitForConfirms();
          channel.ack(message);
          moved += 1;
        }
    return moved;
  } finally {
    await model.close();
  }
}

/** What is still under way, told in words; empty at rest. */
export async function findUnrest(shop: TestShop): Promise<string[]> {
  const count = async (service: (typeof serviceNames)[number], collection: string, filter: object) => {
    await using client = await mongoose.mongo.MongoClient.connect(shop.mongoUrl(service));
    return await client.db().collection(collection).countDocuments(filter);
  };
  const queues = Object.entries(await countMessages(shop)).filter(([name]) => !name.endsWith(".dead"));
  const isThere = { $exists: true };
  const unended = [
    { "owes.kind": { $ne: "mail", ...isThere } },
    { state: { $nin: ["confirmed", "cancelled"] } },
  ];
  const found: [string, number][] = [
    ["orders not ended", await count("order", "orders", { $or: unended })],
    ["mails owed", await count("order", "orders", { "owes.kind": "mail" })],
    ["holds", await count("catalog", "reservations", { "owes.kind": isThere })],
    ["levels not told of", await count("catalog", "stock", { "owes.kind": isThere })],
    ...(await Promise.all(
      serviceNames.flatMap((service) =>
        announcing.map(async (collection): Promise<[string, number]> => {
          const left = await count(service, collection, { "outbox.dueAt": isThere });
          return [`${collection} of ${service} with unsent events`, left];
        }),
      ),
    )),
    ...queues,
  ];
  return found.filter(([, left]) => left > 0).map(([what, left]) => `${what}: ${left}`);
}
