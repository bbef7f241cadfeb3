/** A customer takes back what they have said of a product. */
import { isProblem, type Problem } from "@shop/client/refusal";
import type { Form } from "@shop/kit/http/server/form";
import { orAway } from "../../asking/or-missing.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import { waitOf, waitText } from "../../parts/wait.ts";
import { tellLater } from "../../visitors/tell-later.ts";
import type { Visitor } from "../../visitors/visitor.ts";
import { words } from "../../words/en.ts";
import { openReview, signInWay, type Refusal } from "./write-review.ts";

type Deps = { readonly frame: Frame };

type Asked = { readonly slug: string; readonly form: Form<{ readonly review: string }> };

/** The one that the form names, and none that was written since. Leads to the form for another one. */
export async function takeBackReview(
  deps: Deps,
  visitor: Visitor,
  { slug, form }: Asked,
): Promise<WebAnswer> {
  const { asks, cookies, isUnknown } = visitor;
  if (visitor.kind !== "account" && !isUnknown) return { to: signInWay(slug), cookies };
  const id = form.value?.review;
  const answer = id !== undefined && !isUnknown && (await remove(visitor, id));
  const refusal = isUnknown ? away : answer && refusalOf(answer);
  if (refusal) return openReview(deps, visitor, slug, refusal);
  const to = `/p/${encodeURIComponent(slug)}/review`;
  return { to, cookies: tellLater(visitor), tags: asks.tags() };
}

const remove = ({ asks }: Visitor, id: string) => orAway(asks.catalog.removeReview({ params: { id } }));

const { notTakenBack } = words.reviews;
const away: Refusal = { status: 503, bad: notTakenBack.away };

/** Undefined: it is not there, or not any more. */
function refusalOf(answer: object | Problem | "away"): Refusal | undefined {
  if (answer === "away") return away;
  if (!isProblem(answer) || answer.status === 404) return undefined;
  if (answer.status === 429)
    return { status: waitOf(answer), bad: notTakenBack.tooMany(waitText(answer.retryAfterS)) };
  return { status: 403, bad: `${answer.detail}.` };
}
