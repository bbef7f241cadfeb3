/** Somebody asks for an order by its number: what they wrote, and when it is that order. Pure. */
import type { Owed } from "@shop/kit/work/owed";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import type { Order } from "../orders/order.ts";
import { mail, next, type At, type Outcome } from "../orders/transitions/next.ts";

export type LookupTask = Owed<"look_up">;

/** Kept before the order is looked for, so that its answer cannot tell whether there is one. */
export type Lookup = {
  readonly id: string;
  /** As orders are numbered. */
  readonly number: string;
  readonly emailKey: string;
};

/** Numbers are written in Crockford's base 32, in which I and L are 1, and O is 0. */
export const toNumber = (written: string): string =>
  written.replaceAll(/[\s-]/g, "").toUpperCase().replaceAll(/[IL]/g, "1").replaceAll("O", "0");

export const isOf = (order: Order, { emailKey }: Lookup): boolean =>
  emailKeyOf(order.contact.email) === emailKey;

/** A mail with a link is owed, one for each time it was asked for. */
export const lookedUp = (order: Order, { id, now }: { readonly id: string } & At): Outcome =>
  next(order, {}, now, { owes: [mail("lookup", now, id)] });
