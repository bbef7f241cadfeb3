import { expect, test } from "vitest";
import {
  attempted,
  deliver,
  redelivered,
  toPublicDelivery,
  type Attempt,
  type Delivery,
} from "./delivery.ts";

const start = new Date("2026-11-21T10:00:00.000Z");
const event = {
  id: "5d2f9c1a-30f4-4d44-8f0c-6d1f0f8f9b21",
  name: "order.confirmed",
  version: 1,
  occurredAt: "2026-11-21T09:59:59.000Z",
  aggregateId: "order-1",
  sequence: 3,
  data: { orderId: "order-1" },
};
const fresh = deliver(event, { id: "delivery-1", webhookId: "webhook-1", now: start });

const failed = (at: Date): Attempt => ({ at, responseStatus: 500, error: "status" });
const taken = (at: Date): Attempt => ({ at, responseStatus: 204, error: null });
const hourMs = 60 * 60_000;

const fail = (delivery: Delivery, random = 0): Delivery => {
  const now = delivery.dueAt ?? start;
  return attempted(delivery, { attempt: failed(now), now, random });
};

test("what is sent is the event after Standard Webhooks, the same bytes each time", () => {
  expect(JSON.parse(fresh.body)).toEqual({
    id: event.id,
    type: "order.confirmed",
    timestamp: event.occurredAt,
    data: event.data,
  });
  expect(fail(fresh).body).toBe(fresh.body);
});

test("one that is taken is delivered, and due no more", () => {
  const delivered = attempted(fresh, { attempt: taken(start), now: start, random: 0 });
  expect(toPublicDelivery(delivered)).toEqual({
    id: "delivery-1",
    event: "order.confirmed",
    at: start.toISOString(),
    status: "delivered",
    attempts: [{ at: start.toISOString(), responseStatus: 204, error: null }],
    nextAt: null,
  });
});

test("the first retry comes after five seconds, later ones less and less often, for three days", () => {
  const pausesS: number[] = [];
  let delivery = fresh;
  for (;;) {
    const before = delivery.dueAt ?? start;
    delivery = fail(delivery);
    if (!delivery.dueAt) break;
    pausesS.push((delivery.dueAt.getTime() - before.getTime()) / 1_000);
  }
  expect(pausesS[0]).toBe(5);
  expect(pausesS).toEqual(pausesS.toSorted((a, b) => a - b));
  const sumMs = pausesS.reduce((sum, each) => sum + each * 1_000, 0);
  expect(sumMs).toBeGreaterThan(60 * hourMs);
  expect(sumMs).toBeLessThanOrEqual(72 * hourMs);
  expect(delivery).toMatchObject({ status: "failed", dueAt: null });
});

test("what failed together does not come again together, nor sooner", () => {
  const dueMs = [0, 0.5, 1].map((random) => (fail(fresh, random).dueAt?.getTime() ?? 0) - start.getTime());
  expect(dueMs).toEqual([5_000, 5_250, 5_500]);
});

test("the log holds the latest attempts, and as many as are needed", () => {
  let delivery = fresh;
  for (let time = 0; time < 30; time += 1) delivery = fail(redelivered(delivery, start));
  expect(delivery.attempts).toHaveLength(20);
});

test("one that was given up is sent again, for three days anew and as what it was", () => {
  const later = new Date(start.getTime() + 200 * hourMs);
  const again = redelivered({ ...fresh, status: "failed", dueAt: null, tries: 15 }, later);
  expect(again).toMatchObject({ status: "pending", dueAt: later, eventId: fresh.eventId, body: fresh.body });
  expect(fail(again).dueAt).toEqual(new Date(later.getTime() + 5_000));
});

test("asked for again while it is under way, it is still to be sent", () => {
  const later = new Date(start.getTime() + 1_000);
  const again = redelivered(fresh, later);
  const ended = attempted(again, { attempt: taken(start), now: later, random: 0 });
  expect(ended).toMatchObject({ status: "pending", dueAt: later, attempts: [taken(start)] });
});

test("one that is asked for late in its life is kept until it is through", () => {
  const later = new Date(fresh.keptUntil.getTime() - hourMs);
  expect(redelivered(fresh, later).keptUntil.getTime()).toBeGreaterThan(later.getTime() + 72 * hourMs);
});
