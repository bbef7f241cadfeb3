/** Whoever looks at a page: nobody in particular, a guest with a bag, or somebody with an account. */
import type { Role } from "@shop/contracts/language/access";
import type { Visit } from "@shop/kit/http/server/cookies";
import type { Asks } from "../asking/asks.ts";

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
  readonly asks: Asks;
  readonly isSecure: boolean;
  /** What their browser is to be told with this answer. */
  readonly cookies: readonly string[];
};

/** What a page's request says of whoever asked for it. */
export type Asked = {
  readonly visit: Visit;
  readonly meta: { readonly address: string; readonly userAgent: string };
};

export type Visitors = {
  readonly of: (asked: Asked) => Promise<Visitor>;
  /** The same, or a guest from now on: for whoever is about to own something. Throws when that is not possible just now. */
  readonly enter: (visitor: Visitor, asked: Asked) => Promise<Visitor>;
  /**
   * Whoever has just signed in with these, under a new cookie. What a guest had in the bag is theirs, too: `claimed` says how
   * it went, and is undefined when there was nothing or it could not be done.
   */
  readonly signIn: (refreshToken: string, visitor: Visitor, asked: Asked) => Promise<SignedIn>;
  readonly signOut: (visitor: Visitor, asked: Asked) => Promise<Visitor>;
};

export type Claimed = Awaited<ReturnType<Asks["order"]["claimCart"]>>["body"];

export type SignedIn = { readonly visitor: Visitor; readonly claimed: Claimed | undefined };
