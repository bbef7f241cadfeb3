/** Who reads an order: somebody who is signed in, or whoever has a link that shows it. */
import { hasRole } from "@shop/contracts/language/access";
import { requireAccess, signInFirst, type Caller } from "@shop/kit/auth/tokens";
import type { Reader } from "./get-order.ts";

/**
 * `access`: the token of a link. Throws `auth.required` when there is neither, and `auth.forbidden` for a key that
 * is not for orders; what a token of another order, or of none, shows is as if there were no such order.
 */
export type ReaderOf = (asks: {
  readonly user: Caller | undefined;
  readonly orderId: string;
  readonly access: string | undefined;
}) => Reader;

const rule = { role: "guest", scope: "orders:read" } as const;

export const createReaderOf =
  ({ isGood }: { readonly isGood: (token: string, orderId: string) => boolean }): ReaderOf =>
  ({ user, orderId, access }) => {
    const hasLink = access !== undefined && isGood(access, orderId);
    if (!user) {
      if (access === undefined) throw signInFirst();
      return { id: undefined, isStaff: false, hasLink };
    }
    if (!hasLink) requireAccess(user, rule);
    return { id: user.id, isStaff: hasRole(user, "staff"), hasLink };
  };
