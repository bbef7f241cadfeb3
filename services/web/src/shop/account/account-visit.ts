/** Pages of somebody with an account: whoever is not signed in is asked to, and comes back. */
import type { WebAnswer } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import type { Part } from "../../parts/html.ts";
import { tellLater } from "../../visitors/tell-later.ts";
import type { Asked, Visitor, Visitors } from "../../visitors/visitor.ts";
import { words } from "../../words/en.ts";
import { signInWay } from "../../paths/onwards.ts";
import { endedNotice, unknownView } from "./layout-view.ts";

export type AccountDeps = { readonly frame: Frame; readonly visitors: Visitors };

/** Of an account; its name and address are there. */
export type Customer = Visitor & { readonly name: string; readonly email: string };

const isCustomer = (visitor: Visitor): visitor is Customer => visitor.kind === "account";

export type Visit = {
  /** Where they come back to: a path of ours. */
  readonly path: string;
  /** The page for whoever is no customer, or not known to be one, when something that they typed must not be lost. */
  readonly orElse?: ((stranger: Stranger) => WebAnswer) | undefined;
};

/** Why somebody is not taken for a customer, and the status of the page that says so. */
export type Stranger = { readonly status: number; readonly bad: Part | string };

export async function asCustomer(
  { frame, visitors }: AccountDeps,
  asked: Asked,
  { path, orElse }: Visit,
  answer: (customer: Customer) => Promise<WebAnswer>,
): Promise<WebAnswer> {
  const visitor = await visitors.of(asked);
  if (isCustomer(visitor)) {
    const answered = await answer(visitor);
    return withCookies(answered, "to" in answered ? tellLater(visitor) : visitor.cookies);
  }
  if (orElse) return withCookies(orElse(strangerOf(visitor)), visitor.cookies);
  if (visitor.isUnknown) return { html: unknownView(frame, path), status: 503 };
  const after = visitor.hasEnded ? "ended" : undefined;
  return { to: signInWay(path, { after }), cookies: visitor.cookies };
}

const strangerOf = ({ isUnknown }: Visitor): Stranger =>
  isUnknown
    ? { status: 503, bad: words.accountPage.awayTyped }
    : { status: 403, bad: endedNotice("/sign-in") };

const withCookies = (answer: WebAnswer, cookies: readonly string[]): WebAnswer => ({
  ...answer,
  cookies: [...cookies, ...(answer.cookies ?? [])],
});
