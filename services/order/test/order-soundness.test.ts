/** Whatever is told of an order, in whatever order and however often. */
import { AppError } from "@shop/kit/errors";
import fc from "fast-check";
import { expect, test } from "vitest";
import { samples, tell, type News } from "../scripts/samples.ts";
import { placed } from "./placed-order.ts";
import { isPending, sumOf, unitsOf, isLive } from "../src/refunds/refund.ts";
import type { Order } from "../src/orders/order.ts";

const now = new Date("2026-11-21T10:00:00.000Z");
const seed = Math.floor(Math.random() * 2 ** 31);

/** Which news, and which of what it may be told. */
type Step = readonly [News, number];

function follow(steps: readonly Step[]) {
  const first = placed({ now });
  const story = { order: first.order, events: [...first.events], timeline: [...first.timeline] };
  for (const [news, which] of steps) {
    const all: readonly object[] = samples[news](story.order);
    const decision = tell(story.order, news, all[which % all.length] ?? {}, now);
    if (!decision || decision instanceof AppError) continue;
    expect(decision.order.version).toBe(story.order.version + 1);
    expect(decision.order.revision).toBe(story.order.revision + 1);
    story.order = decision.order;
    story.events.push(...decision.events);
    story.timeline.push(...decision.timeline);
  }
  return story;
}

const news = Object.keys(samples) as News[];
const anyStep = fc.tuple(fc.constantFrom(...news), fc.nat(11));
const happy: readonly Step[] = (["stockReserved", "authorised", "stockCommitted", "captured"] as const).map(
  (each): Step => [each, 0],
);
/** From the beginning, or once it is paid: by chance alone few would come so far. */
const stories = fc.oneof(
  fc.array(anyStep, { maxLength: 25 }),
  fc.array(anyStep, { maxLength: 20 }).map((steps) => [...happy, ...steps]),
);

const check = (property: (story: ReturnType<typeof follow>) => void) =>
  fc.assert(
    fc.property(stories, (steps) => property(follow(steps))),
    { seed, numRuns: 5_000 },
  );

test(`what is announced, told and owed is sound (seed ${seed})`, () => {
  check(({ order, events, timeline }) => {
    const count = (name: string) => events.filter((event) => event.name === name).length;
    const owes = order.owes.map(({ id }) => id);
    expect(order.sequence).toBe(events.length);
    expect(new Set(owes).size).toBe(owes.length);
    expect(count("order.confirmed")).toBeLessThanOrEqual(1);
    expect(count("order.cancelled")).toBe(order.reason === null ? 0 : 1);
    expect(count("order.shipped")).toBe(order.shipments.length);
    expect(count("order.delivered")).toBe(order.state === "delivered" ? 1 : 0);
    expect(count("order.refunded")).toBe(order.refunds.filter(({ status }) => status === "done").length);
    const back = timeline.filter(({ type, detail }) => /^stock\.(released|returned)$/.test(type) && !detail);
    expect(back.length).toBeLessThan(2);
  });
});

test(`every order that is not final ends by itself (seed ${seed})`, () => {
  check(({ order }) => {
    const owes = order.owes.map(({ kind }) => kind);
    const isFinal = ["confirmed", "shipped", "delivered", "cancelled"].includes(order.state);
    expect(isFinal).toBe(!owes.includes("deadline"));
    if (["authorising", "capturing", "payment_unknown", "compensating"].includes(order.state))
      expect(owes.some((kind) => ["authorise", "capture", "return_money"].includes(kind))).toBe(true);
    const hasMoney = ["authorised", "captured", "partially_refunded", "unknown"].includes(
      order.payment.status,
    );
    if (order.state === "cancelled" && hasMoney) expect(owes).toContain("return_money");
    const pending = order.refunds.filter(isPending).map(({ id }) => `refund:${id}`);
    expect(order.owes.filter(({ kind }) => kind === "refund").map(({ id }) => id)).toEqual(pending);
  });
});

test(`money goes back once, and never more than was captured (seed ${seed})`, () => {
  check(({ order }) => {
    const { captured, refunded } = order.payment;
    expect(sumOf(order.refunds, isLive)).toBeLessThanOrEqual(captured.amount);
    expect(refunded.amount).toBe(sumOf(order.refunds, ({ status }) => status === "done"));
    if (order.payment.status === "refunded") expect(refunded).toEqual(captured);
    if (order.payment.status === "partially_refunded") expect(refunded.amount).toBeLessThan(captured.amount);
    for (const { amount, lines, shipping } of order.refunds)
      if (lines.length > 0 || shipping.amount > 0)
        expect(lines.reduce((sum, line) => sum + line.amount.amount, shipping.amount)).toBe(amount.amount);
    for (const { sku, quantity } of order.lines) {
      const units = unitsOf(order, sku, isLive);
      expect(new Set(units).size).toBe(units.length);
      expect(units.every((unit) => unit >= 0 && unit < quantity)).toBe(true);
    }
  });
});

test(`no unit is sent twice, and a cancelled order is not sent at all (seed ${seed})`, () => {
  check(({ order }) => {
    if (order.reason !== null) expect(order.shipments).toEqual([]);
    for (const { sku, quantity } of order.lines) expect(sentOf(order, sku)).toBeLessThanOrEqual(quantity);
    if (order.state === "delivered")
      expect(order.shipments.every(({ deliveredAt }) => deliveredAt !== null)).toBe(true);
    if (order.state === "shipped" || order.state === "delivered") expect(order.shipments).not.toEqual([]);
  });
});

const sentOf = ({ shipments }: Order, sku: string): number =>
  shipments
    .flatMap(({ lines }) => lines)
    .filter((line) => line.sku === sku)
    .reduce((sum, { quantity }) => sum + quantity, 0);
