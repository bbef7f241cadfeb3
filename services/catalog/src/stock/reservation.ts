/**
 * What an order holds: held → committed, or → released; or rejected from the start. Pure.
 * Each step either finds the state it needs or does nothing, so messages may come twice and in any order.
 */
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { MovementType } from "@shop/contracts/catalog/stock";
import type { Fact } from "@shop/contracts/language/event";
import type { Owed } from "@shop/kit/work/owed";
import { move, type Level, type LevelChange } from "./stock.ts";

export type Line = { readonly sku: string; readonly quantity: number };

export type Reservation = {
  readonly orderId: string;
  /** Each SKU once, sorted. */
  readonly lines: readonly Line[];
  readonly state: "held" | "committed" | "released" | "rejected";
  /** Work that is owed while it is held: its end, when it is not committed in time. */
  readonly owes: readonly Expiry[];
  /** Events announced so far. */
  readonly sequence: number;
  /** Counts every write, a worker's lease too. */
  readonly revision: number;
};

export type Expiry = Owed<"expire">;

export type Situation = {
  readonly orderId: string;
  readonly reservation: Reservation | undefined;
  /** Of the SKUs in question; one that does not exist is absent. */
  readonly levels: ReadonlyMap<string, Level>;
};

/** Everything that can be done to a reservation, by name. */
export const steps = ["hold", "commit", "release", "expire"] as const;
export type Step = (typeof steps)[number];

export type Decision = {
  readonly reservation: Reservation;
  readonly changes: readonly LevelChange[];
  readonly events: readonly Fact[];
};

/** Equal SKUs become one line; sorted, so that everybody takes them in the same order. */
export function mergeLines(lines: readonly Line[]): Line[] {
  const merged = new Map<string, number>();
  for (const { sku, quantity } of lines) merged.set(sku, (merged.get(sku) ?? 0) + quantity);
  return [...merged]
    .map(([sku, quantity]) => ({ sku, quantity }))
    .toSorted((a, b) => (a.sku < b.sku ? -1 : 1));
}

/** All of the lines or none. A cancellation that overtook the order left a tombstone, and nobody waits for an answer. */
export function hold(
  { orderId, reservation, levels }: Situation,
  { lines, expiresAt }: { readonly lines: readonly Line[]; readonly expiresAt: Date },
): Decision | undefined {
  if (reservation) return undefined;
  const missing = lines.filter(({ sku, quantity }) => !canHold(levels.get(sku), quantity));
  if (missing.length > 0) {
    const skus = missing.map(({ sku }) => sku);
    return {
      reservation: { orderId, lines, state: "rejected", owes: [], sequence: 1, revision: 1 },
      changes: [],
      events: [catalogEvents.stockRejected.of({ orderId, skus })],
    };
  }
  const expiry: Expiry = { id: "expire", kind: "expire", dueAt: expiresAt, attempts: 0, giveUpAt: null };
  const held = { orderId, lines, state: "held", owes: [expiry], sequence: 1, revision: 1 } as const;
  return {
    reservation: held,
    changes: moveLines(held, levels, "hold", (quantity) => ({ delta: 0, held: quantity })),
    events: [catalogEvents.stockReserved.of({ orderId, expiresAt: expiresAt.toISOString() })],
  };
}

/** The hold becomes a sale; whose hold has ended, or never was, is told so. */
export function commit({ orderId, reservation, levels }: Situation): Decision | undefined {
  switch (reservation?.state) {
    case "committed":
      return undefined;
    case "held":
      return {
        reservation: end(reservation, "committed"),
        changes: moveLines(reservation, levels, "sale", (quantity) => ({
          delta: -quantity,
          held: -quantity,
        })),
        events: [catalogEvents.stockCommitted.of({ orderId })],
      };
    case "released":
    case "rejected":
    case undefined: {
      const ended = reservation ?? cancelledBefore(orderId);
      const skus = ended.lines.map(({ sku }) => sku);
      return {
        reservation: { ...ended, sequence: ended.sequence + 1, revision: ended.revision + 1 },
        changes: [],
        events: [catalogEvents.stockRejected.of({ orderId, skus })],
      };
    }
  }
}

/** A hold ends, a sale comes back; of an order not heard of yet, a tombstone is left that refuses a late hold. */
export function release({ orderId, reservation, levels }: Situation, reason: string): Decision | undefined {
  switch (reservation?.state) {
    case "held":
    case "committed": {
      const returned = reservation.state === "committed";
      const changes = returned
        ? moveLines(reservation, levels, "return", (quantity) => ({ delta: quantity, held: 0 }), reason)
        : moveLines(reservation, levels, "release", (quantity) => ({ delta: 0, held: -quantity }), reason);
      return {
        reservation: end(reservation, "released"),
        changes,
        events: [catalogEvents.stockReleased.of({ orderId, returned })],
      };
    }
    case "released":
    case "rejected":
      return undefined;
    case undefined:
      return { reservation: cancelledBefore(orderId), changes: [], events: [] };
  }
}

/** Undefined when it was committed or released in time. */
export const expire = (situation: Situation): Decision | undefined =>
  situation.reservation?.state === "held" ? release(situation, "expired") : undefined;

const canHold = (level: Level | undefined, quantity: number): boolean =>
  level !== undefined && level.productId !== null && level.available >= quantity;

const cancelledBefore = (orderId: string): Reservation => ({
  orderId,
  lines: [],
  state: "released",
  owes: [],
  sequence: 0,
  revision: 1,
});

const end = (reservation: Reservation, state: "committed" | "released"): Reservation => ({
  ...reservation,
  state,
  owes: [],
  sequence: reservation.sequence + 1,
  revision: reservation.revision + 1,
});

function moveLines(
  { orderId, lines }: Reservation,
  levels: ReadonlyMap<string, Level>,
  type: MovementType,
  effectOf: (quantity: number) => { readonly delta: number; readonly held: number },
  reason: string | null = null,
): LevelChange[] {
  return lines.map(({ sku, quantity }) => {
    const level = levels.get(sku);
    if (!level) throw new Error(`The level of ${sku}, which order ${orderId} holds, is gone`);
    return move(level, { type, ...effectOf(quantity), orderId, reason });
  });
}
