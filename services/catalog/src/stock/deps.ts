/** What stock needs from outside. `start.ts` supplies it. */
import type { Movement as PublicMovement } from "@shop/contracts/catalog/stock";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import type { PageRequest } from "../pages/page.ts";
import type { Decision, Situation, Step } from "./reservation.ts";
import type { Level, LevelChange } from "./stock.ts";

/** A row of the ledger with its number, which counts the movements of a SKU from 1. */
export type LedgerRow = PublicMovement & { readonly number: number };

export type StockStore = {
  find(sku: string): Promise<Level | undefined>;
  /** Units that can be bought now; an unknown SKU is absent. */
  availableOf(skus: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Newest first. */
  movementsOf(sku: string, page: PageRequest): Promise<LedgerRow[]>;
  /**
   * Reads the level, decides, and saves the change with its movement and events, in one transaction.
   * `decide` may run several times; what it throws ends the transaction. Answers the level as it is then.
   */
  changeLevel(
    sku: string,
    decide: (level: Level | undefined) => LevelChange | undefined,
    options?: { readonly keyed?: KeyedRequest | undefined },
  ): Promise<Level | undefined>;
  /**
   * The same for an order's reservation and the levels of its SKUs and of `skus`: all or nothing.
   */
  changeReservation(
    request: {
      readonly orderId: string;
      /** What is done: the name of the moment after it. */
      readonly step: Step;
      readonly skus?: readonly string[];
    },
    decide: (situation: Situation) => Decision | undefined,
  ): Promise<void>;
};

export type StockDeps = {
  readonly stock: StockStore;
  /** How long an order may hold what it has not paid. */
  readonly holdMs: number;
  readonly now: () => Date;
};
