/**
 * Levels in MongoDB. A level changes by one update whose filter holds the guard: there is enough, and this order's step
 * was not made yet. No transaction, and nobody waits for a turn; what a level owes the world is saved with the change.
 */
import { again } from "@shop/kit/change";
import { keyTaken, type IdempotencyKeys } from "@shop/kit/idempotency/key-store";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import type { ServerClock } from "@shop/kit/mongo/server-clock";
import type { Transact } from "@shop/kit/mongo/transactions";
import { crashPoint } from "@shop/kit/process/crash-point";
import type { Worker } from "@shop/kit/work/worker";
import type { Connection } from "mongoose";
import type { LedgerStore } from "./ledger-store.ts";
import { mostUnfiled, toOrderUpdate, toStaffUpdate, type LevelUpdate } from "./level-update-rows.ts";
import { movementOf, type Line, type Step } from "./step.ts";
import { levelFields, stockOf, toLevel, type StockRow } from "./stock-rows.ts";
import type { TellStore } from "./tell-store.ts";
import { gainOf, passageAt, plenty, type Level, type Passage, type Tell } from "./stock.ts";

/** One line of what an order does to stock. */
export type OrderMove = Line & {
  readonly step: Step;
  readonly orderId: string;
  /** What a return is known by until its reservation says that it was made. */
  readonly returnId: string;
  /** Until then, by the database's clock, nobody else goes on with the step. */
  readonly until: Date;
};

export type StaffMove = {
  readonly sku: string;
  readonly delta: number;
  readonly reason: string | null;
  /** Only while it is this one. */
  readonly version?: number;
};

export type StockStore = {
  find(sku: string): Promise<Level | undefined>;
  /** Units that can be bought now; an unknown SKU is absent. */
  availableOf(skus: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Makes a step in one level, once. "missing": a hold finds too few, or nobody sells it. "late": `until` is over, and
   * it was not made here. Throws `busy`.
   */
  move(move: OrderMove): Promise<"made" | "missing" | "late">;
  /** Forgets that a sale came back, once its reservation says so. */
  forgetReturn(returnId: string, skus: readonly string[]): Promise<void>;
  /**
   * By staff, with the request's key if it has one: both or neither. Answers the level as it is then; undefined when it
   * is not what was expected: another version, too few, too many, or not there. Throws `idempotency.in_progress`.
   */
  adjust(move: StaffMove, keyed?: KeyedRequest): Promise<Level | undefined>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly clock: Pick<ServerClock, "now">;
  readonly ledger: Pick<LedgerStore, "file" | "count">;
  /** Who tells of turned levels what a crash has left untold. */
  readonly worker: Pick<Worker<Level, Tell>, "take">;
  readonly tells: TellStore;
  readonly idempotency: Pick<IdempotencyKeys, "add" | "find">;
  /** So many are few. */
  readonly lowStock: number;
};

export function createStockStore(deps: StoreDeps): StockStore {
  const { connection, transact, clock, ledger, worker, tells, idempotency, lowStock } = deps;
  const stock = stockOf(connection);

  const findLevels = async (skus: readonly string[]): Promise<Level[]> => {
    const rows = await stock.find({ _id: { $in: [...skus] } }, { projection: levelFields }).toArray();
    return rows.map(toLevel);
  };

  const toTell = (): readonly Tell[] => {
    const owed: Tell = { id: "tell", kind: "tell", dueAt: new Date(0), attempts: 0, giveUpAt: null };
    return worker.take([owed], [owed]).owes;
  };

  const tryMove = async (move: OrderMove, passage: Passage): Promise<boolean> => {
    const { sku, step, orderId, quantity } = move;
    const movement = movementOf(step, orderId, quantity);
    const owes = passage.isTurn ? toTell() : [];
    const { filter, update } = toOrderUpdate({ ...move, movement, passage, owes });
    const { modifiedCount } = await stock.updateOne(filter, update);
    if (modifiedCount === 0) return false;
    crashPoint(`stock.${step}.moved`);
    if (passage.isTurn) {
      crashPoint("stock.turned");
      // An order does not wait for what cannot be told now: it is owed.
      await tells.tell(sku).catch(() => undefined);
    }
    await ledger.count(sku);
    return true;
  };

  /** Where a step stands that the level did not take: how it may be tried, or what has become of it. */
  const look = async (move: OrderMove): Promise<Passage | "made" | "missing" | "late" | "full"> => {
    const { sku, step, orderId, quantity, until } = move;
    const seen = await stock.findOne(
      { _id: sku },
      { projection: { ...levelFields, ...tokensOf(move), unfiled: size } },
    );
    if (!seen) return toAbsent(move);
    if (isMade(seen, move)) return "made";
    if (clock.now() >= until) return "late";
    if (Number(seen.unfiled) >= mostUnfiled) return "full";
    if (step === "hold" && seen.productId === null) return "missing";
    const gain = gainOf(movementOf(step, orderId, quantity));
    return passageAt(seen.available, gain, lowStock) ?? "missing";
  };

  const tryAdjust = async ({ filter, update }: LevelUpdate, keyed: KeyedRequest | undefined) => {
    const options = { returnDocument: "after", projection: levelFields } as const;
    if (!keyed) return stock.findOneAndUpdate(filter, update, options);
    // The level comes first: a transaction that has written it is not in anybody's way, nor anybody in its.
    const row = await transact(async ({ session }) => {
      const adjusted = await stock.findOneAndUpdate(filter, update, { ...options, session });
      if (adjusted) await idempotency.add(keyed, toLevel(adjusted).sku, session);
      return adjusted;
    });
    // Refused, perhaps, because the same request was faster elsewhere.
    if (!row && (await idempotency.find(keyed))) throw keyTaken();
    return row;
  };

  return {
    find: async (sku) => (await findLevels([sku]))[0],

    availableOf: async (skus) =>
      new Map((await findLevels(skus)).map(({ sku, available }) => [sku, available])),

    move: (move) =>
      again(async (round) => {
        const gain = gainOf(movementOf(move.step, move.orderId, move.quantity));
        if (round === 1 && (await tryMove(move, plenty(gain, lowStock)))) return "made";
        const seen = await look(move);
        if (seen === "full") await ledger.file(move.sku);
        if (typeof seen !== "string") return (await tryMove(move, seen)) ? "made" : "moved";
        return seen === "full" ? "moved" : seen;
      }),

    forgetReturn: async (returnId, skus) => {
      const mark = { [`returned.${returnId}`]: "" } as never;
      await stock.updateMany({ _id: { $in: [...skus] } }, { $unset: mark });
    },

    adjust: async ({ sku, delta, reason, version }, keyed) => {
      const movement = { type: "adjustment", delta, held: 0, orderId: null, reason } as const;
      const row = await tryAdjust(toStaffUpdate({ sku, movement, version, owes: toTell() }), keyed);
      if (!row) {
        await ledger.file(sku);
        return undefined;
      }
      await tells.tell(sku);
      await ledger.count(sku);
      return toLevel(row);
    },
  };
}

const size = { $size: { $ifNull: ["$unfiled", []] } };

const tokensOf = ({ orderId, returnId }: OrderMove) => ({
  [`holds.${orderId}`]: 1,
  [`returned.${returnId}`]: 1,
});

function isMade({ holds, returned }: StockRow, { step, orderId, returnId }: OrderMove): boolean {
  const isHeld = holds?.[orderId] !== undefined;
  if (step === "hold") return isHeld;
  const isReturn = step === "return" || step === "restock";
  return isReturn ? returned?.[returnId] === true : !isHeld;
}

function toAbsent({ sku, step, orderId }: OrderMove): "missing" {
  if (step === "hold") return "missing";
  throw new Error(`The level of ${sku}, which order ${orderId} holds, is gone`);
}
