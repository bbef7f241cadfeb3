/** Whoever looks at a page: nobody in particular, a guest with a bag, or somebody with an account. */
import type { Role } from "@shop/contracts/language/access";
import type { Visit } from "@shop/kit/http/server/cookies";
import type { Asks } from "../asking/asks.ts";
import type { TakenOver } from "./cookies.ts";

export type Visitor = {
  readonly kind: "nobody" | "guest" | "account";
  /** Null: nobody. */
  readonly id: string | null;
  /** Of an account. */
  readonly name: string | null;
  readonly email: string | null;
  readonly role: Role | null;
  /** What they had has ended since their last page: signed out elsewhere, too long ago, erased. */
  readonly hasEnded: boolean;
  /** Who they are cannot be asked just now; they are shown what nobody in particular is. */
  readonly isUnknown: boolean;
  /** What of their bag as a guest came into theirs since their last page: to be told them, once. */
  readonly takenOver: TakenOver | undefined;
  readonly asks: Asks;
  readonly isSecure: boolean;
  /** What their browser is to be told with an answer that shows what was taken over; with any other, see `tellLater`. */
  readonly cookies: readonly string[];
};

/** What a page's request says of whoever asked for it. */
export type Asked = {
  readonly visit: Visit;
  readonly meta: { readonly address: string; readonly userAgent: string };
};

export type Visitors = {
  readonly of: (asked: Asked) => Promise<Visitor>;
  /**
   * The same, or a guest from now on: for whoever is about to own something. Throws when that is not possible just now, and
   * for whoever cannot be asked who they are: what they have would be taken from them.
   */
  readonly enter: (visitor: Visitor, asked: Asked) => Promise<Visitor>;
  /**
   * Whoever has just signed in with these, under a new cookie. What a guest had in the bag is theirs, too: the next page tells
   * what of it; where that cannot be done just now, one of the next pages does it.
   */
  readonly signIn: (refreshToken: string, visitor: Visitor, asked: Asked) => Promise<Visitor>;
  /** Their browser forgets them, whatever happens; `isEnded`: so does the shop. */
  readonly signOut: (
    asked: Asked,
  ) => Promise<{ readonly cookies: readonly string[]; readonly isEnded: boolean }>;
};
