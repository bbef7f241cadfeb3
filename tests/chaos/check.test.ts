/** A judge that cannot say no is worth nothing: each way in which a shop can fail is shown to it once. */
import { expect, test } from "vitest";
import type { Books } from "./books.ts";
import { compare, type Told, type Violation } from "./check.ts";
import type { Intent, Outcome } from "./history.ts";

const euros = (amount: number) => ({ amount, currency: "EUR" });
const ok = (orderId: string, body = orderId): Outcome => ({ kind: "ok", orderId, body });
const unknown: Outcome = { kind: "unknown", why: "silence" };
const refused: Outcome = { kind: "refused", status: 409, code: "order.unavailable" };

const intent = (key: string, ...outcomes: Outcome[]): Intent => ({
  key,
  owner: "alice",
  request: {} as Intent["request"],
  outcomes,
  isCancelAsked: false,
  isCancelAcked: false,
  wasSeenConfirmed: false,
});

const rows = (orderId: string, ...types: string[]) =>
  types.map((type, at) => ({ orderId, number: at + 1, type }));
const order = (id: string, state: string) => ({
  id,
  owner: "alice",
  key: `key-${id}`,
  state,
  reason: null,
  card: "tok_ok",
  createdAt: new Date(0),
  total: euros(1999),
  lines: [{ sku: "cover", quantity: 1 }],
  sequence: 1,
  isOwed: false,
});
const charge = (orderId: string, status: string, captured: number, refunded = 0) => ({
  orderId,
  status,
  amount: euros(1999),
  captured: euros(captured),
  refunded: euros(refunded),
});
const moved = (number: number, type: string, delta: number, held: number, orderId: string | null) => ({
  sku: "cover",
  number,
  type,
  delta,
  held,
  orderId,
});

type Story = { told: Told; books: Books };

const mail = (id: string) => ({ messageId: `<${id}@shop.test>`, subject: id, to: "alice@example.com" });

/** Five covers: one was sold to `a`, one was held for `b`, who cancelled. */
const right = (): Story => ({
  told: {
    intents: [intent("key-a", unknown, ok("a")), intent("key-b", ok("b")), intent("key-c", refused)],
    initial: new Map([["cover", 5]]),
  },
  books: {
    orders: [order("a", "confirmed"), order("b", "cancelled")],
    timeline: [...rows("a", "order.confirmed"), ...rows("b", "order.cancelled")],
    events: ["a", "b"].map((aggregateId) => ({
      aggregateId,
      sequence: 1,
      name: "order.placed",
    })),
    unsent: 0,
    reservations: [
      { orderId: "a", state: "committed" },
      { orderId: "b", state: "released" },
    ],
    stock: [{ sku: "cover", onHand: 4, available: 4, held: 0 }],
    movements: [
      moved(1, "adjustment", 5, 0, null),
      moved(2, "hold", 0, 1, "a"),
      moved(3, "hold", 0, 1, "b"),
      moved(4, "sale", -1, -1, "a"),
      moved(5, "release", 0, -1, "b"),
    ],
    charges: [charge("a", "captured", 1999), charge("b", "voided", 0)],
    mails: [mail("a.confirmation"), mail("b.cancelled")],
    owedMails: 0,
    queues: { "order.events": 0 },
  },
});

const violated = ({ told, books }: Story): string[] =>
  Object.entries(compare(told, books))
    .filter(([, found]) => found.length > 0)
    .map(([name]) => name);

test("books that agree are found to agree", () => expect(violated(right())).toEqual([]));

const change = (books: Partial<Books>) => (story: Story) => ({
  ...story,
  books: { ...story.books, ...books },
});
const tell =
  (...intents: Intent[]) =>
  (story: Story) => ({ ...story, told: { ...story.told, intents } });
const { orders, movements, charges, stock } = right().books;
const [a, b] = orders as [Books["orders"][number], Books["orders"][number]];

const wrong: readonly [Violation, string, (story: Story) => Story][] = [
  [
    "lost",
    "an order that was acknowledged is not there",
    tell(intent("key-a", ok("a")), intent("key-b", ok("z"))),
  ],
  ["duplicated", "one key made two orders", change({ orders: [a, b, { ...b, id: "b2" }] })],
  ["duplicated", "one key was answered in two ways", tell(intent("key-a", ok("a", "1"), ok("a", "2")))],
  ["phantom", "an order whose placing was refused", tell(intent("key-a", ok("a")), intent("key-b", refused))],
  ["phantom", "an order that nobody placed", tell(intent("key-a", ok("a")))],
  ["unanswered", "the last word on a key is silence", tell(intent("key-d", unknown))],
  [
    "broken",
    "a confirmed order was taken back",
    tell({ ...intent("key-b", ok("b")), wasSeenConfirmed: true }),
  ],
  ["broken", "a cancelled order came back", tell({ ...intent("key-a", ok("a")), isCancelAcked: true })],
  ["stuck", "an order without an end", change({ orders: [a, { ...b, state: "authorising" }] })],
  ["stuck", "money that is still owed", change({ orders: [a, { ...b, isOwed: true }] })],
  ["stuck", "a mail that was not sent", change({ owedMails: 1 })],
  ["stuck", "a message nobody could handle", change({ queues: { "order.events.dead": 1 } })],
  ["stuck", "a hold without an end", change({ reservations: [{ orderId: "b", state: "held" }] })],
  ["money", "paid twice", change({ charges: [...charges, charge("a", "captured", 1999)] })],
  ["money", "not paid", change({ charges: [charge("b", "voided", 0)] })],
  [
    "money",
    "cancelled, and the money kept",
    change({ charges: [charge("a", "captured", 1999), charge("b", "captured", 1999)] }),
  ],
  [
    "money",
    "an authorisation left open",
    change({ charges: [charge("a", "captured", 1999), charge("b", "authorised", 0)] }),
  ],
  ["money", "a charge without an order", change({ charges: [...charges, charge("z", "voided", 0)] })],
  ["money", "another sum than the order's", change({ orders: [{ ...a, total: euros(1) }, b] })],
  [
    "oversold",
    "less than nothing on the shelf, for a moment",
    change({ movements: [moved(0, "hold", 0, 9, "z"), ...movements] }),
  ],
  [
    "oversold",
    "less than nothing on the shelf, in the end",
    change({ stock: [{ sku: "cover", onHand: 4, available: -1, held: 5 }] }),
  ],
  ["oversold", "a SKU that is gone", change({ stock: [] })],
  [
    "stock",
    "one less than was sold",
    change({ stock: [{ sku: "cover", onHand: 3, available: 3, held: 0 }] }),
  ],
  ["stock", "something still held", change({ stock: [{ sku: "cover", onHand: 4, available: 3, held: 1 }] })],
  ["stock", "released twice", change({ movements: [...movements, moved(6, "release", 0, 0, "b")] })],
  ["stock", "confirmed without a sale", change({ reservations: [{ orderId: "a", state: "released" }] })],
  ["events", "an event that was not announced", change({ orders: [{ ...a, sequence: 2 }, b] })],
  ["events", "a step that the timeline does not tell", change({ timeline: rows("b", "order.cancelled") })],
  ["mails", "confirmed without a mail", change({ mails: [mail("b.cancelled")] })],
  ["mails", "cancelled without a mail", change({ mails: [mail("a.confirmation")] })],
  ["mails", "a confirmation of what was not confirmed", change({ timeline: rows("b", "order.cancelled") })],
  [
    "mails",
    "thanked twice, in two mails",
    change({ mails: [...right().books.mails, { ...mail("a.confirmation.2"), subject: "a.confirmation" }] }),
  ],
  ["mails", "an end of what was not cancelled", change({ timeline: rows("a", "order.confirmed") })],
];

test.each(wrong)("%s: %s", (invariant, _, spoil) => expect(violated(spoil(right()))).toContain(invariant));

test("a mail that came twice is one mail", () => {
  const { mails } = right().books;
  expect(violated(change({ mails: [...mails, ...mails] })(right()))).toEqual([]);
});

test("goods that came back after a sale are no fault", () => {
  const returned = change({
    orders: [{ ...a, state: "cancelled" }, b],
    timeline: [...rows("a", "order.confirmed", "order.cancelled"), ...rows("b", "order.cancelled")],
    reservations: orders.map(({ id }) => ({ orderId: id, state: "released" })),
    movements: [...movements, moved(6, "return", 1, 0, "a")],
    stock: stock.map((level) => ({ ...level, onHand: 5, available: 5 })),
    charges: [charge("a", "refunded", 1999, 1999), charge("b", "voided", 0)],
    mails: ["a.confirmation", "a.cancelled", "b.cancelled"].map(mail),
  });
  expect(violated(returned(right()))).toEqual([]);
});
