/** What the order domain needs from the outside. `start.ts` supplies it; tests fake it. */
import type { Quote } from "@shop/contracts/catalog";
import type { OrderStatus, TimelineEntry } from "@shop/contracts/order";
import type { Money } from "@shop/contracts/values";
import type { Claim } from "@shop/kit/http/idempotency";
import type { Cause } from "@shop/kit/transactions";
import type { CartStore } from "../carts/deps.ts";
import type { Places } from "./address.ts";
import type { OrderWatch } from "./order-watch.ts";
import type { Decision, MailKind, Order, PaymentTask } from "./order.ts";
import type { Transition } from "./saga.ts";

export type PageRequest = { readonly limit: number; readonly after: Position | undefined };
/** Where a page of orders ended. */
export type Position = { readonly createdAt: Date; readonly id: string };

export type OrderStore = {
  find(id: string): Promise<Order | undefined>;
  findByKey(customerId: string, idempotencyKey: string): Promise<Order | undefined>;
  listOf(
    customerId: string,
    page: PageRequest & { readonly status: OrderStatus | undefined },
  ): Promise<Order[]>;
  /** Rows of an order's timeline, the first one having number `from`. */
  timelineOf(orderId: string, from: number, limit: number): Promise<TimelineEntry[]>;
  /**
   * A new order with its events, timeline and idempotency row, in one transaction, and the mark that its cart
   * is in checkout. `key_taken`: this customer's key has made an order before; `number_taken`: draw another
   * number; `cart_moved`: the cart is no longer of this version, or in checkout.
   */
  insert(
    decision: Decision,
    options: { readonly claim: Claim; readonly cartVersion: number | undefined },
  ): Promise<"saved" | "key_taken" | "number_taken" | "cart_moved">;
  /** The change and all that goes with it, in one transaction; `moved`: somebody changed the order meanwhile. */
  save(
    before: Order,
    decision: Decision,
    options: { readonly transition: Transition; readonly cause?: Cause | undefined },
  ): Promise<"saved" | "duplicate" | "moved">;
  /** The task stays and is due again `inMs` from now on the database's clock. */
  postponeTask(orderId: string, kind: PaymentTask["kind"], inMs: number): Promise<void>;
  /** Due again `inMs` from now; null: never. */
  postponeMail(mail: Omit<OwedMail, "attempts">, inMs: number | null): Promise<void>;
};

/** `attempts` counts this one. */
export type OwedMail = { readonly orderId: string; readonly kind: MailKind; readonly attempts: number };

export type Charge = {
  readonly id: string;
  readonly status: string;
  readonly captured: Money;
  readonly refunded: Money;
};

/** No answer, or none to be believed: the provider may or may not have done it. */
export type Unknown = { readonly kind: "unknown" };

/** Calls are safe to repeat: the provider keeps the first outcome of each key. */
export type PaymentProvider = {
  authorise(
    order: Order,
  ): Promise<{ kind: "authorised"; chargeId: string } | { kind: "declined"; reason: string } | Unknown>;
  /** What the provider holds under the order's reference. */
  find(order: Order): Promise<{ kind: "found"; charge: Charge } | { kind: "nothing" } | Unknown>;
  capture(
    order: Order,
    chargeId: string,
  ): Promise<{ kind: "captured" } | { kind: "refused"; reason: string } | Unknown>;
  /** After `voided` nothing can be authorised under the order's reference any more. */
  voidAuthorisation(
    order: Order,
  ): Promise<{ kind: "voided" } | { kind: "captured"; charge: Charge } | Unknown>;
  /** Everything that was captured. */
  refund(order: Order, charge: Charge): Promise<{ kind: "refunded" } | Unknown>;
};

export type Catalog = {
  /** Quotes by SKU; an unknown SKU is absent. Throws `catalog.unavailable`. */
  quotesOf(skus: readonly string[]): Promise<ReadonlyMap<string, Quote>>;
};

export type Mailer = {
  /** Throws when it could not be handed over. Sending a mail twice is possible after a crash; its Message-ID is then the same. */
  send(kind: MailKind, order: Order): Promise<void>;
};

export type OrderDeps = {
  readonly orders: OrderStore;
  readonly carts: CartStore;
  readonly catalog: Catalog;
  readonly payments: PaymentProvider;
  readonly mailer: Mailer;
  readonly places: Places;
  readonly watch: OrderWatch;
  /** Tells the workers that something is due now. */
  readonly wake: { readonly payments: () => void; readonly mails: () => void };
  readonly deadlineMs: number;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly newNumber: () => string;
};
