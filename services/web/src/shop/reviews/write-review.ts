/** A customer's own review of a product. Nothing that was typed is lost, whatever stands in its way. */
import { isProblem, type Problem } from "@shop/client/refusal";
import type { Product } from "@shop/contracts/catalog/products";
import type { Review } from "@shop/contracts/catalog/reviews";
import { IdOrSlug } from "@shop/contracts/catalog/slugs";
import type { WrittenReview } from "@shop/contracts/web/reviews";
import type { FieldFault, Form } from "@shop/kit/http/server/form";
import { faultsIn } from "../../asking/faults.ts";
import { orAway, orUnsaid } from "../../asking/or-missing.ts";
import type { Status, WebAnswer } from "../../parts/answer.ts";
import { filled } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import type { Part } from "../../parts/html.ts";
import { waitOf, waitText } from "../../parts/wait.ts";
import { tellLater } from "../../visitors/tell-later.ts";
import type { Visitor } from "../../visitors/visitor.ts";
import { words } from "../../words/en.ts";
import { reviewFormView, signInPart, toOwnPart, toReviewsPart } from "./form-view.ts";
import { ownReviewView } from "./own-view.ts";
import { findProduct, productGone } from "./show-reviews.ts";

type Deps = { readonly frame: Frame };

const { reviews } = words;

/** Whoever has not signed in does so first. `refusal`: why what was asked for here has not been done. */
export async function openReview(
  { frame }: Deps,
  visitor: Visitor,
  slug: string,
  refusal?: Refusal,
): Promise<WebAnswer> {
  if (visitor.kind !== "account" && !visitor.isUnknown)
    return { to: signInWay(slug), cookies: visitor.cookies };
  const product = await find(visitor, slug);
  if (product === "gone") return gone(frame, visitor);
  if (product && product.slug !== slug)
    return { to: `/p/${product.slug}/review`, cookies: tellLater(visitor) };
  const own = product && (await findOwn(visitor, product.id));
  return own
    ? showOwn(frame, visitor, { product, review: own, refusal })
    : showForm(frame, visitor, { slug, product, refusal });
}

type Unwritten = {
  readonly slug: string;
  readonly product: Product | undefined;
  readonly refusal: Refusal | undefined;
};

function showForm(frame: Frame, visitor: Visitor, { slug, product, refusal }: Unwritten): WebAnswer {
  const { cookies, takenOver } = visitor;
  const bad = refusal?.bad ?? whyNotNow(visitor, product);
  const html = reviewFormView(frame, { slug, product, takenOver, form: filled({}), bad });
  return { html, cookies, ...(bad !== undefined && { status: refusal?.status ?? 503 }) };
}

type Own = { readonly product: Product; readonly review: Review; readonly refusal: Refusal | undefined };

function showOwn(
  frame: Frame,
  { cookies, takenOver }: Visitor,
  { product, review, refusal }: Own,
): WebAnswer {
  const { slug } = product;
  const html = ownReviewView(frame, { slug, product, takenOver, review, bad: refusal?.bad });
  return { html, cookies, ...(refusal && { status: refusal.status }) };
}

/** Undefined also when nobody can say just now: then it is said to whoever writes another one. */
async function findOwn({ asks, kind }: Visitor, id: string): Promise<Review | undefined> {
  if (kind !== "account") return undefined;
  const found = await orAway(asks.catalog.getOwnReview({ params: { id } }));
  return found === "away" || isProblem(found) ? undefined : found.body;
}

export async function sendReview(
  { frame }: Deps,
  visitor: Visitor,
  { slug, form }: { readonly slug: string; readonly form: Form<WrittenReview> },
): Promise<WebAnswer> {
  const { cookies, takenOver, asks } = visitor;
  const product = await find(visitor, slug);
  if (product === "gone") return gone(frame, visitor);
  const sent = await publish(visitor, product, { slug, value: form.value });
  if ("to" in sent) return { ...sent, cookies: tellLater(visitor), tags: asks.tags() };
  const { status, bad, faults = form.faults } = sent;
  const shown = { slug, product, takenOver, form: { typed: form.typed, faults }, bad };
  return { html: reviewFormView(frame, shown), status, cookies };
}

export type Refusal = {
  readonly status: Status;
  readonly bad?: Part | string | undefined;
  readonly faults?: readonly FieldFault[];
};

/** Without the product nobody can be asked. */
async function publish(
  visitor: Visitor,
  product: Product | undefined,
  { slug, value }: { readonly slug: string; readonly value: WrittenReview | undefined },
): Promise<Refusal | { readonly to: string }> {
  if (!value) return { status: 400 };
  const bad = whyNotNow(visitor, product);
  if (!product || bad !== undefined) return { status: 503, bad };
  if (visitor.kind !== "account") return signInFirst(slug);
  const { rating, title = "", text = "" } = value;
  const body = { rating: Number(rating), title, text };
  const sent = await orUnsaid(visitor.asks.catalog.createReview({ params: { id: product.id }, body }));
  if (sent === "away") return { status: 503, bad: reviews.away };
  if (sent === "unsaid") return { status: 504, bad: toReviewsPart(slug, reviews.mayBePublished) };
  if (isProblem(sent)) return refusalOf(sent, slug);
  return { to: `/p/${product.slug}/reviews#review-${sent.body.id}` };
}

const signInFirst = (slug: string): Refusal => ({ status: 403, bad: signInPart(slug) });

function refusalOf(problem: Problem, slug: string): Refusal {
  const { status, code, detail, retryAfterS } = problem;
  if (code === "review.exists") return { status: 409, bad: toOwnPart(slug) };
  if (code === "product.not_found") return { status: 404, bad: `${reviews.gone}.` };
  if (status === 401 || status === 403) return signInFirst(slug);
  if (status === 429) return { status: waitOf(problem), bad: reviews.tooMany(waitText(retryAfterS)) };
  const faults = faultsIn(problem, names);
  return { status: 400, ...(faults ? { faults } : { bad: `${detail}.` }) };
}

const names = { rating: "rating", title: "title", text: "text" };

/** What stands in the way whatever is typed. */
function whyNotNow({ isUnknown }: Visitor, product: object | undefined): string | undefined {
  if (isUnknown) return reviews.unknown;
  return product ? undefined : reviews.away;
}

const find = async ({ asks }: Visitor, slug: string) =>
  IdOrSlug.safeParse(slug).success ? findProduct(asks, slug) : "gone";

const gone = async (frame: Frame, visitor: Visitor): Promise<WebAnswer> => ({
  ...(await productGone(frame, visitor.asks)),
  cookies: tellLater(visitor),
});

export const signInWay = (slug: string): string =>
  `/sign-in?to=${encodeURIComponent(`/p/${encodeURIComponent(slug)}/review`)}`;
