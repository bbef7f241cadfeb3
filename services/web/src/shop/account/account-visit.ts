/** Pages of somebody with an account: whoever is not signed in is asked to, and comes back. */
import type { WebAnswer } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import type { Asked, Visitor, Visitors } from "../../visitors/visitor.ts";
import { signInWay } from "../sign-in/sign-in.ts";
import { unknownView } from "./layout-view.ts";

export type AccountDeps = { readonly frame: Frame; readonly visitors: Visitors };

/** Of an account; its name and address are there. */
export type Customer = Visitor & { readonly name: string; readonly email: string };

const isCustomer = (visitor: Visitor): visitor is Customer => visitor.kind === "account";

export type Visit = {
  /** Where they come back to: a path of ours. */
  readonly path: string;
  /** The page for whoever is not signed in any more, when something that they typed must not be lost. */
  readonly orElse?: (() => WebAnswer) | undefined;
};

export async function asCustomer(
  { frame, visitors }: AccountDeps,
  asked: Asked,
  { path, orElse }: Visit,
  answer: (customer: Customer) => Promise<WebAnswer>,
): Promise<WebAnswer> {
  const visitor = await visitors.of(asked);
  if (isCustomer(visitor)) return withCookies(await answer(visitor), visitor.cookies);
  if (orElse) return withCookies(orElse(), visitor.cookies);
  if (visitor.isUnknown) return { html: unknownView(frame, path), status: 503 };
  const after = visitor.hasEnded ? "ended" : undefined;
  return { to: signInWay(path, { after }), cookies: visitor.cookies };
}

const withCookies = (answer: WebAnswer, cookies: readonly string[]): WebAnswer => ({
  ...answer,
  cookies: [...cookies, ...(answer.cookies ?? [])],
});
