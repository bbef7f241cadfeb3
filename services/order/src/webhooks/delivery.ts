/** One event on its way to one address: when it is tried, and when no more. Pure. */
import type { Event } from "@shop/contracts/language/event";
import type {
  Delivery as PublicDelivery,
  DeliveryFault,
  DeliveryStatus,
} from "@shop/contracts/order/webhooks";

export type Attempt = {
  readonly at: Date;
  readonly responseStatus: number | null;
  readonly error: DeliveryFault | null;
};

export type Delivery = {
  readonly id: string;
  readonly webhookId: string;
  /** Also the `webhook-id` of every attempt. */
  readonly eventId: string;
  readonly event: string;
  /** Whom the event is about; absent where it does not say, and in what was kept before it was asked. */
  readonly personId?: string;
  /** The bytes that are signed and sent, the same each time. */
  readonly body: string;
  readonly at: Date;
  readonly status: DeliveryStatus;
  /** The latest, oldest first. */
  readonly attempts: readonly Attempt[];
  /** Since it was last asked for, by the event or by hand: from then on it is tried for three days. */
  readonly since: Date;
  readonly tries: number;
  /** Null: no more. */
  readonly dueAt: Date | null;
  readonly keptUntil: Date;
  readonly version: number;
};

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const triedMs = 3 * dayMs;
const keptMs = 30 * dayMs;
const maxAttempts = 20;
/** The pause after each attempt; the last of them again and again. */
const pausesMs = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  hourMs,
  3 * hourMs,
  6 * hourMs,
  12 * hourMs,
];
/** Up to this part of a pause is added, so that what failed together does not come again together. */
const jitter = 0.1;

export const deliver = (
  { id: eventId, name, occurredAt, data }: Event,
  { id, webhookId, now }: { readonly id: string; readonly webhookId: string; readonly now: Date },
): Delivery => ({
  id,
  webhookId,
  eventId,
  event: name,
  body: JSON.stringify({ id: eventId, type: name, timestamp: occurredAt, data }),
  ...personOf(data),
  at: now,
  status: "pending",
  attempts: [],
  since: now,
  tries: 0,
  dueAt: now,
  keptUntil: new Date(now.getTime() + keptMs),
  version: 1,
});

function personOf(data: unknown): Pick<Delivery, "personId"> {
  const { customerId, userId } = Object(data) as { readonly customerId?: unknown; readonly userId?: unknown };
  const personId = customerId ?? userId;
  return typeof personId === "string" ? { personId } : {};
}

/** `random`: from 0 to 1. */
export function attempted(
  delivery: Delivery,
  { attempt, now, random }: { readonly attempt: Attempt; readonly now: Date; readonly random: number },
): Delivery {
  const attempts = [...delivery.attempts, attempt].slice(-maxAttempts);
  const noted = { ...delivery, attempts, version: delivery.version + 1 };
  // Asked for again while it was under way: it is still to be sent.
  if (attempt.at < delivery.since) return noted;
  const tries = delivery.tries + 1;
  if (attempt.error === null) return { ...noted, tries, status: "delivered", dueAt: null };
  const pauseMs = (pausesMs[tries - 1] ?? pausesMs.at(-1) ?? 0) * (1 + jitter * random);
  const dueAt = new Date(now.getTime() + pauseMs);
  const isOver = dueAt.getTime() > delivery.since.getTime() + triedMs;
  return isOver
    ? { ...noted, tries, status: "failed", dueAt: null }
    : { ...noted, tries, status: "pending", dueAt };
}

/** Due at once, whatever became of it, and tried as one that is new. */
export const redelivered = (delivery: Delivery, now: Date): Delivery => ({
  ...delivery,
  status: "pending",
  since: now,
  tries: 0,
  dueAt: now,
  keptUntil: new Date(Math.max(delivery.keptUntil.getTime(), now.getTime() + 2 * triedMs)),
  version: delivery.version + 1,
});

export const toPublicDelivery = ({ id, event, at, status, attempts, dueAt }: Delivery): PublicDelivery => ({
  id,
  event,
  at: at.toISOString(),
  status,
  attempts: attempts.map((attempt) => ({ ...attempt, at: attempt.at.toISOString() })),
  nextAt: dueAt?.toISOString() ?? null,
});
