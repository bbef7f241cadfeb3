/** Who reads an order: somebody who is signed in, or whoever has a link that shows it. */
import type { Caller } from "@shop/kit/auth/tokens";
import { toReader, type Reader } from "./get-order.ts";

/** `access`: the token of a link. What that of another order, or of none, shows is as if there were no such order. */
export type ReaderOf = (asks: {
  readonly user: Caller | undefined;
  readonly orderId: string;
  readonly access: string | undefined;
}) => Reader;

export const createReaderOf =
  ({ goodUntil }: { readonly goodUntil: (token: string, orderId: string) => Date | undefined }): ReaderOf =>
  ({ user, orderId, access }) => ({
    ...(user ? toReader(user) : nobody),
    linkUntil: access === undefined ? undefined : goodUntil(access, orderId),
  });

const nobody: Reader = { id: undefined, isStaff: false };
