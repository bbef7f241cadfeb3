/** The page of a product. */
import { isProblem, orProblem } from "@shop/client/refusal";
import { pagesTag } from "@shop/contracts/web/tags";
import { AppError } from "@shop/kit/errors";
import type { Asks } from "../../asking/asks.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import { productView } from "./view.ts";

export type ProductDeps = { readonly frame: Frame };

/** `slug` is also an id, which leads to the slug. Throws 404 `product.not_found`. */
export async function showProduct(
  { frame }: ProductDeps,
  asks: Asks,
  { slug, sku }: { readonly slug: string; readonly sku: string | undefined },
): Promise<WebAnswer> {
  const [found, related] = await Promise.all([
    orProblem(asks.catalog.getProduct({ params: { id: slug } })),
    asks.catalog.listRelated({ params: { id: slug } }).catch(() => undefined),
  ]);
  if (isProblem(found)) throw notFound();
  const product = found.body;
  if (product.slug !== slug) return { to: `/p/${product.slug}` };
  const html = productView(frame, { product, sku, related: related?.body.items });
  return { html, tags: [...asks.tags(), pagesTag] };
}

const notFound = (): AppError =>
  new AppError("not_found", "product.not_found", "This product is not sold here");
