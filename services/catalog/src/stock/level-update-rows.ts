/**
 * A change of a level as one update: what must be so is in its filter, and the movement, the order's hold and what is
 * owed for it come with it.
 */
import { maxOnHand } from "@shop/contracts/catalog/stock";
import type { mongo } from "mongoose";
import type { Step } from "./step.ts";
import type { StockRow } from "./stock-rows.ts";
import { gainOf, type Movement, type Passage, type Tell } from "./stock.ts";

/** A level takes no movement more before some were filed: a document has an end. */
export const mostUnfiled = 200;

export type LevelUpdate = {
  readonly filter: mongo.Filter<StockRow>;
  readonly update: mongo.UpdateFilter<StockRow>;
};

/** Filters of one's own making, by names that are only known when it runs. */
type Guard = Readonly<Record<string, unknown>>;

/** For an order: its hold is the token by which each step is made once. */
export function toOrderUpdate(change: {
  readonly sku: string;
  readonly step: Step;
  readonly orderId: string;
  /** Of a return. */
  readonly returnId: string;
  readonly quantity: number;
  readonly movement: Movement;
  readonly passage: Passage;
  /** By the database's clock. */
  readonly until: Date;
  readonly owes: readonly Tell[];
}): LevelUpdate {
  const { step, orderId, returnId, quantity, until } = change;
  const held = `holds.${orderId}`;
  const returned = `returned.${returnId}`;
  switch (step) {
    case "hold":
      return toUpdate(
        change,
        { productId: { $ne: null }, [held]: { $exists: false }, ...before(until) },
        { $set: { [held]: quantity } },
      );
    case "return":
    case "restock":
      return toUpdate(
        change,
        { [returned]: { $exists: false }, ...before(until) },
        { $set: { [returned]: true } },
      );
    case "commit":
    case "release":
    case "expire":
    case "reject":
      return toUpdate(change, { [held]: quantity }, { $unset: { [held]: "" } });
  }
}

/** For staff: always announced. `version`: only while it is this one. */
export function toStaffUpdate(change: {
  readonly sku: string;
  readonly movement: Movement;
  readonly version: number | undefined;
  readonly owes: readonly Tell[];
}): LevelUpdate {
  const { delta } = change.movement;
  const passage = { from: Math.max(0, -delta), to: Infinity, isTurn: true };
  return toUpdate(
    { ...change, passage },
    {
      ...(delta > 0 && { onHand: { $lte: maxOnHand - delta } }),
      ...(change.version !== undefined && { version: change.version }),
    },
    {},
  );
}

/** Whoever has been away for so long that another may have gone on with the step comes too late. */
const before = (until: Date): Guard => ({ $expr: { $lt: ["$$NOW", until] } });

function toUpdate(
  change: {
    readonly sku: string;
    readonly movement: Movement;
    readonly passage: Passage;
    readonly owes: readonly Tell[];
  },
  guard: Guard,
  { $set = {}, $unset }: { readonly $set?: Guard; readonly $unset?: Guard },
): LevelUpdate {
  const { sku, movement, owes } = change;
  const { from, to, isTurn } = change.passage;
  const { delta, held } = movement;
  const set = { ...$set, ...(isTurn && { owes }) };
  const update = {
    $inc: {
      ...(delta !== 0 && { onHand: delta, version: 1 }),
      available: gainOf(movement),
      held,
      movements: 1,
    },
    $push: { unfiled: { at: new Date(), ...movement } },
    ...(Object.keys(set).length > 0 && { $set: set }),
    ...($unset && { $unset }),
  };
  const filter = {
    _id: sku,
    available: { $gte: from, ...(to < Infinity && { $lte: to }) },
    [`unfiled.${mostUnfiled - 1}`]: { $exists: false },
    ...guard,
  };
  return { filter, update: update as mongo.UpdateFilter<StockRow> };
}
