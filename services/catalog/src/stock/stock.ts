/** How many there are of a SKU, what an order holds of it, and how both may change. Pure. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { maxOnHand, type Movement as PublicMovement, type MovementType } from "@shop/contracts/catalog/stock";
import type { Fact } from "@shop/contracts/language/event";

/** Always `onHand = available + held`. */
export type Level = {
  readonly sku: string;
  /** Null once no product sells it any more; what is on the shelf stays there. */
  readonly productId: string | null;
  readonly onHand: number;
  readonly available: number;
  readonly held: number;
  /** Counts changes of `onHand`: a hold does not make what staff counted stale. */
  readonly version: number;
  /** Events announced and movements written so far. */
  readonly sequence: number;
  readonly movements: number;
};

/** A row of the ledger: `delta` changes `onHand`, `held` what is held. */
export type Movement = {
  readonly type: MovementType;
  readonly delta: number;
  readonly held: number;
  readonly orderId: string | null;
  readonly reason: string | null;
};

export type LevelChange = {
  readonly before: Level;
  readonly after: Level;
  readonly movement: Movement;
  readonly events: readonly Fact[];
};

/** A row of the ledger with its number, which counts the movements of a SKU from 1. */
export type LedgerRow = PublicMovement & { readonly number: number };

/** A SKU of a product that sold out or came back. */
export type Availability = { readonly sku: string; readonly productId: string; readonly inStock: boolean };

/** A SKU that a product begins to sell, and its first level when it has none yet. */
export type NewOwner = { readonly sku: string; readonly productId: string; readonly onHand: number };

/** What becomes of SKUs when products change. `lost`: no product sells them any more. */
export type Ownership = { readonly lost: readonly string[]; readonly gained: readonly NewOwner[] };

/** The first level of a SKU; the ledger says where it came from, unless it is 0. */
export function begin({ sku, productId, onHand }: NewOwner): Pick<LevelChange, "after" | "movement"> {
  const movements = onHand === 0 ? 0 : 1;
  return {
    after: { sku, productId, onHand, available: onHand, held: 0, version: 1, sequence: 0, movements },
    movement: { type: "adjustment", delta: onHand, held: 0, orderId: null, reason: "import" },
  };
}

/** `announce`: whether it sold out or came back or not. */
export function move(before: Level, movement: Movement, { announce = false } = {}): LevelChange {
  const available = before.available + movement.delta - movement.held;
  const hasTurned = isInStock(before) !== available > 0;
  const { sku, productId } = before;
  const events =
    productId !== null && (announce || hasTurned)
      ? [catalogEvents.stockLevelChanged.of({ sku, productId, available, inStock: available > 0 })]
      : [];
  const after = {
    ...before,
    onHand: before.onHand + movement.delta,
    available,
    held: before.held + movement.held,
    version: before.version + (movement.delta === 0 ? 0 : 1),
    sequence: before.sequence + events.length,
    movements: before.movements + 1,
  };
  return { before, after, movement, events };
}

export const isInStock = ({ available }: Pick<Level, "available">): boolean => available > 0;

/** By staff. Undefined when nothing would change, "insufficient" when it would leave less than is held. */
export function adjust(
  level: Level,
  { delta, reason }: { readonly delta: number; readonly reason: string | null },
): LevelChange | "insufficient" | "excessive" | undefined {
  if (delta === 0) return undefined;
  if (delta > 0 && level.onHand + delta > maxOnHand) return "excessive";
  if (level.available + delta < 0) return "insufficient";
  return move(level, { type: "adjustment", delta, held: 0, orderId: null, reason }, { announce: true });
}
