/** How many there are of a SKU, and how that may change. Pure. */
import { maxOnHand, type Movement as PublicMovement, type MovementType } from "@shop/contracts/catalog/stock";
import type { Owed } from "@shop/kit/work/owed";

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

/** Owed by a level that has turned: its product and the world are told how it is by then. */
export type Tell = Owed<"tell">;

/** A row of the ledger: `delta` changes `onHand`, `held` what is held. */
export type Movement = {
  readonly type: MovementType;
  readonly delta: number;
  readonly held: number;
  readonly orderId: string | null;
  readonly reason: string | null;
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
export function begin({ sku, productId, onHand }: NewOwner): {
  readonly level: Level;
  readonly movements: readonly Movement[];
} {
  const first: Movement = { type: "adjustment", delta: onHand, held: 0, orderId: null, reason: "import" };
  const movements = onHand === 0 ? [] : [first];
  const counters = { version: 1, sequence: 0, movements: movements.length };
  return { level: { sku, productId, onHand, available: onHand, held: 0, ...counters }, movements };
}

export const isInStock = ({ available }: Pick<Level, "available">): boolean => available > 0;

/** Few are left, or none. */
export const isLow = ({ available }: Pick<Level, "available">, lowStock: number): boolean =>
  available <= lowStock;

/** What a movement adds to what is available. */
export const gainOf = ({ delta, held }: Pick<Movement, "delta" | "held">): number => delta - held;

/**
 * The levels at which a movement has one and the same effect: none below zero, and a turn or none. Whoever updates a
 * level between these bounds need not know which of them it is, and so does not mind who else changes it.
 */
export type Passage = {
  /** Bounds of `available` before the movement, both included. */
  readonly from: number;
  readonly to: number;
  /** It goes from none to some, from few to plenty, or back. */
  readonly isTurn: boolean;
};

/** Undefined when there would be less than nothing. */
export function passageAt(available: number, gain: number, lowStock: number): Passage | undefined {
  const before = bandOf(available, lowStock);
  const after = bandOf(available + gain, lowStock);
  if (!before || !after) return undefined;
  return {
    from: Math.max(before.from, after.from - gain),
    to: Math.min(before.to, after.to - gain),
    isTurn: before.from !== after.from,
  };
}

/** From plenty to plenty: how most levels are, and so what is tried before the level is read. */
export const plenty = (gain: number, lowStock: number): Passage => ({
  from: lowStock + 1 + Math.max(0, -gain),
  to: Infinity,
  isTurn: false,
});

function bandOf(available: number, lowStock: number): { from: number; to: number } | undefined {
  if (available < 0) return undefined;
  if (available === 0) return { from: 0, to: 0 };
  return available <= lowStock ? { from: 1, to: lowStock } : { from: lowStock + 1, to: Infinity };
}

/** Why staff may not add so many, or take them away; undefined when they may. */
export function findObstacle(level: Level, delta: number): "insufficient" | "excessive" | undefined {
  if (delta > 0 && level.onHand + delta > maxOnHand) return "excessive";
  return level.available + delta < 0 ? "insufficient" : undefined;
}
