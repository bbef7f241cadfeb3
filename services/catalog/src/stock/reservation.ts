/**
 * What an order holds: holding → held → committed, or → released; or rejected. Pure.
 * A step is decided in the reservation first, once; then each level follows, once; then it is announced. Until that it is
 * `underway`, and owed: whoever finds it left by a crash goes on with it. Messages may come twice and in any order.
 */
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Fact } from "@shop/contracts/language/event";
import type { Owed } from "@shop/kit/work/owed";
import type { Line, Underway } from "./step.ts";

export type Reservation = {
  readonly orderId: string;
  /** Each SKU once, sorted. */
  readonly lines: readonly Line[];
  readonly state: "holding" | "held" | "committed" | "released" | "rejected";
  /** What is decided and perhaps not in every level yet. */
  readonly underway: Underway | null;
  /** Ids of refunds whose units came back. */
  readonly restocked: readonly string[];
  readonly owes: readonly HoldTask[];
  /** Events announced so far. */
  readonly sequence: number;
  /** Counts every write, a worker's lease too: 0 until it is saved. */
  readonly revision: number;
};

/** Its end, when it is not committed in time; or the rest of what is underway. */
export type HoldTask = Owed<"expire" | "proceed">;

export type Decision = { readonly reservation: Reservation; readonly events: readonly Fact[] };

/** Equal SKUs become one line; sorted, so that everybody takes them in the same order. */
export function mergeLines(lines: readonly Line[]): Line[] {
  const merged = new Map<string, number>();
  for (const { sku, quantity } of lines) merged.set(sku, (merged.get(sku) ?? 0) + quantity);
  return [...merged]
    .map(([sku, quantity]) => ({ sku, quantity }))
    .toSorted((a, b) => (a.sku < b.sku ? -1 : 1));
}

/** The beginning of a hold. Whatever is known of the order already, a tombstone too, is in its way. */
export const hold = (orderId: string, lines: readonly Line[], expiresAt: Date): Reservation => ({
  orderId,
  lines,
  state: "holding",
  underway: { step: "hold", expiresAt },
  restocked: [],
  owes: [owed("proceed", atOnce)],
  sequence: 0,
  revision: 0,
});

/** A SKU is missing: nothing is taken any more, and what was is given back. */
export function reject(reservation: Reservation, skus: readonly string[], taken: number): Decision {
  const rejected = decide(reservation, "rejected", { step: "reject", skus, taken });
  return taken === 0 ? finish(rejected.reservation) : rejected;
}

/** The hold becomes a sale; whose hold has ended, or never was, is told so. */
export function commit(orderId: string, reservation: Reservation | undefined): Decision | undefined {
  switch (reservation?.state) {
    case "committed":
    case "holding":
      return undefined;
    case "held":
      return decide(reservation, "committed", { step: "commit" });
    case "released":
    case "rejected":
    case undefined: {
      const ended = reservation ?? cancelledBefore(orderId);
      const skus = ended.lines.map(({ sku }) => sku);
      return announce(ended, catalogEvents.stockRejected.of({ orderId, skus }));
    }
  }
}

/** A hold ends, a sale comes back, all of it or `lines`; of an order not heard of yet, a tombstone is left that refuses a late hold. */
export function release(
  orderId: string,
  reservation: Reservation | undefined,
  lines?: readonly Line[],
): Decision | undefined {
  switch (reservation?.state) {
    case "held":
      return decide(reservation, "released", { step: "release" });
    case "committed":
      return decide(reservation, "released", { step: "return", ...(lines && { lines }) });
    case "holding":
    case "released":
    case "rejected":
      return undefined;
    case undefined:
      return { reservation: cancelledBefore(orderId), events: [] };
  }
}

/**
 * Units that were sold and refunded come back, once for each refund; before or after the rest of the order does. What was
 * not sold has nothing to come back.
 */
export function restock(
  reservation: Reservation | undefined,
  refundId: string,
  lines: readonly Line[],
): Decision | undefined {
  if (reservation?.state !== "committed" && reservation?.state !== "released") return undefined;
  if (reservation.restocked.includes(refundId)) return undefined;
  const restocked = [...reservation.restocked, refundId];
  return decide({ ...reservation, restocked }, reservation.state, { step: "restock", refundId, lines });
}

/** Undefined when it was committed or released in time. */
export const expire = (_orderId: string, reservation: Reservation | undefined): Decision | undefined =>
  reservation?.state === "held" ? decide(reservation, "released", { step: "expire" }) : undefined;

/** All levels have followed: the step is done, and the world may know. */
export function finish(reservation: Reservation): Decision {
  const { orderId, underway } = reservation;
  const rest = { ...reservation, underway: null, owes: [] };
  switch (underway?.step) {
    case "hold": {
      const { expiresAt } = underway;
      const held = { ...rest, state: "held", owes: [owed("expire", expiresAt)] } as const;
      return announce(held, catalogEvents.stockReserved.of({ orderId, expiresAt: expiresAt.toISOString() }));
    }
    case "reject":
      return announce(rest, catalogEvents.stockRejected.of({ orderId, skus: [...underway.skus] }));
    case "commit":
      return announce(rest, catalogEvents.stockCommitted.of({ orderId }));
    case "release":
    case "expire":
    case "return":
      return announce(
        rest,
        catalogEvents.stockReleased.of({ orderId, returned: underway.step === "return" }),
      );
    case "restock": {
      const { refundId } = underway;
      return announce(rest, catalogEvents.stockReleased.of({ orderId, returned: true, refundId }));
    }
    case undefined:
      return { reservation, events: [] };
  }
}

/** The same step, owed anew. */
export const renew = (reservation: Reservation): Decision => ({
  reservation: { ...reservation, owes: [owed("proceed", atOnce)] },
  events: [],
});

/** The lines whose levels a step changes, in its order: what is given back goes back in reverse. */
export function linesOf({ lines, underway }: Reservation): readonly Line[] {
  if (underway?.step === "reject") return lines.slice(0, underway.taken).toReversed();
  return (underway && "lines" in underway && underway.lines) || lines;
}

/** What a return is known by in the levels that have made it: the order, or its refund. */
export const returnIdOf = ({ orderId, underway }: Reservation): string =>
  underway?.step === "restock" ? `refund-${underway.refundId}` : orderId;

/** For whoever saves it; it is leased to the process that does. */
const atOnce = new Date(0);

const owed = (kind: HoldTask["kind"], dueAt: Date): HoldTask => ({
  id: kind,
  kind,
  dueAt,
  attempts: 0,
  giveUpAt: null,
});

const cancelledBefore = (orderId: string): Reservation => ({
  orderId,
  lines: [],
  state: "released",
  underway: null,
  restocked: [],
  owes: [],
  sequence: 0,
  revision: 0,
});

const decide = (reservation: Reservation, state: Reservation["state"], underway: Underway): Decision => ({
  reservation: { ...reservation, state, underway, owes: [owed("proceed", atOnce)] },
  events: [],
});

const announce = (reservation: Reservation, event: Fact): Decision => ({
  reservation: { ...reservation, sequence: reservation.sequence + 1 },
  events: [event],
});
