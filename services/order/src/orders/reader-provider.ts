/** Who reads an order: somebody who is signed in, or whoever has a link that shows it. */
import { hasRole } from "@shop/contracts/language/access";
import type { Caller } from "@shop/kit/auth/tokens";
import type { Reader } from "./get-order.ts";

/** `access`: the token of a link. What that of another order, or of none, shows is as if there were no such order. */
export type ReaderOf = (asks: {
  readonly user: Caller | undefined;
  readonly orderId: string;
  readonly access: string | undefined;
}) => Reader;

export const createReaderOf =
  ({ isGood }: { readonly isGood: (token: string, orderId: string) => boolean }): ReaderOf =>
  ({ user, orderId, access }) => ({
    id: user?.id,
    isStaff: user !== undefined && hasRole(user, "staff"),
    hasLink: access !== undefined && isGood(access, orderId),
  });
