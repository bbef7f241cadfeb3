/** Something is put into a bag, which begins with it. */
import { isProblem, type Problem } from "@shop/client/refusal";
import { ownPath } from "../../paths/own-path.ts";
import { orUnsaid } from "../../asking/or-missing.ts";
import type { Status, WebAnswer } from "../../parts/answer.ts";
import { filled, type FormState } from "../../parts/form/state.ts";
import { words } from "../../words/en.ts";
import { becomeGuest } from "../../visitors/become-guest.ts";
import { tellLater } from "../../visitors/tell-later.ts";
import type { Asked, Visitor } from "../../visitors/visitor.ts";
import { badgeOf } from "./bag.ts";
import { statusOf, whyNot } from "./refusals.ts";
import type { BagDeps } from "./show-bag.ts";
import { notAddedView } from "./view.ts";

export type Wanted = {
  readonly sku: string;
  readonly quantity: string;
  readonly to?: string | undefined;
  readonly product?: string | undefined;
};

export async function addToBag(deps: BagDeps, asked: Asked, wanted: Wanted): Promise<WebAnswer> {
  const visitor = await enter(deps, asked);
  if (!visitor) return notAdded(deps, wanted, away);
  const body = { sku: wanted.sku, quantity: Number(wanted.quantity) };
  const answer = await orUnsaid(visitor.asks.order.addCartLine({ body }));
  if (answer === "unsaid") return notAdded(deps, wanted, unsaid, visitor);
  if (answer === "away") return notAdded(deps, wanted, away, visitor);
  if (isProblem(answer)) return notAdded(deps, wanted, refused(answer), visitor);
  const to = ownPath(wanted.to) ?? `/bag?added=${encodeURIComponent(wanted.sku)}`;
  return { to, cookies: [...sessionOf(visitor), badgeOf(visitor, answer.body)] };
}

type Refusal = {
  readonly why: string;
  readonly status: Status;
  /** Sent once more, perhaps with another quantity, it may be added. */
  readonly canRepeat?: boolean;
};

const away: Refusal = { why: words.bagPage.notAdded, status: 503, canRepeat: true };
const unsaid: Refusal = { why: words.bagPage.mayBeAdded, status: 504 };

const refused = (problem: Problem): Refusal => ({
  why: whyNot(problem),
  status: statusOf(problem),
  canRepeat: problem.status === 429 || ["cart.too_many", "cart.too_large"].includes(problem.code),
});

/** Undefined when nobody can be told who they are just now. */
async function enter({ visitors }: BagDeps, asked: Asked): Promise<Visitor | undefined> {
  const visitor = await visitors.of(asked);
  return visitor.isUnknown ? undefined : becomeGuest(visitors, visitor, asked);
}

/** Of a guest who has just come; the badge is said anew. */
const sessionOf = (visitor: Visitor): readonly string[] =>
  tellLater(visitor).filter((cookie) => !cookie.startsWith("badge="));

const notAdded = (
  { frame }: BagDeps,
  wanted: Wanted,
  { why, status, canRepeat = false }: Refusal,
  visitor?: Visitor,
): WebAnswer => ({
  html: notAddedView(frame, {
    why,
    form: filled({ ...wanted }),
    canRepeat,
  }),
  status,
  ...(visitor && { cookies: tellLater(visitor) }),
});

/** A number that is none is mended; what cannot be a SKU is sold nowhere. */
export function mendWanted({ frame }: BagDeps, form: FormState): WebAnswer {
  const canRepeat = form.faults.every(({ path }) => path === "quantity");
  const why = canRepeat ? words.bagPage.noQuantity : words.bagPage.asked;
  return { html: notAddedView(frame, { why, form, canRepeat }), status: 400 };
}
