/** A customer's own review of a product. Nothing that was typed is lost, whatever stands in its way. */
import { isProblem, NoAnswer, orProblem, type Problem } from "@shop/client/refusal";
import type { Product } from "@shop/contracts/catalog/products";
import { IdOrSlug } from "@shop/contracts/catalog/slugs";
import type { WrittenReview } from "@shop/contracts/web/reviews";
import { AppError } from "@shop/kit/errors";
import type { FieldFault, Form } from "@shop/kit/http/server/form";
import type { WebAnswer } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import { filled, type FormState } from "../../parts/form/state.ts";
import type { Visitor } from "../../visitors/visitor.ts";
import { reviewFormView, type Hindrance } from "./form-view.ts";
import { findProduct, productGone } from "./show-reviews.ts";

type Deps = { readonly frame: Frame };

type Opened = { readonly product: Product } | { readonly answer: WebAnswer };

/** Whoever has not signed in does so first. */
export async function openReview({ frame }: Deps, visitor: Visitor, slug: string): Promise<WebAnswer> {
  const { cookies } = visitor;
  if (visitor.kind !== "account" && !visitor.isUnknown) return { to: signInWay(slug), cookies };
  const opened = await open(frame, visitor, slug);
  if ("answer" in opened) return opened.answer;
  const { product } = opened;
  if (product.slug !== slug) return { to: `/p/${product.slug}/review`, cookies };
  const hindrance = visitor.isUnknown ? "unknown" : undefined;
  const html = reviewFormView(frame, { product, form: filled({}), hindrance });
  return { html, cookies, ...(visitor.isUnknown && { status: 503 }) };
}

/** Throws what keeps it from being taken and is nobody's mistake, such as that no page can be made for it. */
export async function sendReview(
  { frame }: Deps,
  visitor: Visitor,
  { slug, form }: { readonly slug: string; readonly form: Form<WrittenReview> },
): Promise<WebAnswer> {
  const opened = await open(frame, visitor, slug);
  if ("answer" in opened) return opened.answer;
  const { product } = opened;
  const { cookies } = visitor;
  const again = (
    status: number,
    hindrance?: Hindrance,
    faults: readonly FieldFault[] = form.faults,
  ): WebAnswer => {
    const state: FormState = { typed: form.typed, faults };
    return { html: reviewFormView(frame, { product, form: state, hindrance }), status, cookies };
  };
  if (form.value === undefined) return again(400);
  if (visitor.isUnknown) return again(503, "unknown");
  if (visitor.kind !== "account") return again(401, "signIn");
  const { rating, title = "", text = "" } = form.value;
  const body = { rating: Number(rating), title, text };
  const sent = await orProblem(visitor.asks.catalog.createReview({ params: { id: product.id }, body })).catch(
    (error: unknown) => {
      if (error instanceof NoAnswer) return undefined;
      throw error;
    },
  );
  if (!sent) return again(503, "unknown");
  if (!isProblem(sent))
    return { to: `/p/${product.slug}/reviews#review-${sent.body.id}`, cookies, tags: visitor.asks.tags() };
  return refused(sent, again);
}

type Again = (status: number, hindrance?: Hindrance, faults?: readonly FieldFault[]) => WebAnswer;

function refused({ status, code, detail, errors = [] }: Problem, again: Again): WebAnswer {
  if (code === "review.exists") return again(409, "exists");
  if (status === 401 || status === 403) return again(401, "signIn");
  if (status === 400) {
    const faults = errors.map(({ path, message }) => ({ path, message, isMissing: false }));
    return again(
      400,
      undefined,
      faults.length > 0 ? faults : [{ path: "", message: detail, isMissing: false }],
    );
  }
  return again(status === 429 ? 429 : 503, "unknown");
}

async function open(frame: Frame, visitor: Visitor, slug: string): Promise<Opened> {
  const found = IdOrSlug.safeParse(slug).success ? await findProduct(visitor.asks, slug) : "gone";
  if (found === "gone")
    return { answer: { ...(await productGone(frame, visitor.asks)), cookies: visitor.cookies } };
  if (!found) throw new AppError("unavailable", "service.unavailable", "Not possible just now: try again");
  return { product: found };
}

const signInWay = (slug: string): string =>
  `/sign-in?to=${encodeURIComponent(`/p/${encodeURIComponent(slug)}/review`)}`;
