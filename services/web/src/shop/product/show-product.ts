/** The page of a product. */
import { isProblem, orProblem, Refused } from "@shop/client/refusal";
import { IdOrSlug } from "@shop/contracts/catalog/slugs";
import { pagesTag } from "@shop/contracts/web/tags";
import type { Asks } from "../../asking/asks.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import { showGone } from "./show-gone.ts";
import { productView } from "./view.ts";

export type ProductDeps = { readonly frame: Frame };

/** Seconds that a copy counts which lacks what goes with the product. */
const withoutRelatedS = 5;

/** `slug` is also an id, which leads to the slug; one that is not there leads on. `skus`: as the address names them. */
export async function showProduct(
  { frame }: ProductDeps,
  asks: Asks,
  { slug, skus = [] }: { readonly slug: string; readonly skus?: readonly string[] | undefined },
): Promise<WebAnswer> {
  if (!IdOrSlug.safeParse(slug).success) return showGone(frame, asks, slug);
  const [found, related] = await Promise.all([
    orProblem(asks.catalog.getProduct({ params: { id: slug } })),
    asks.catalog.listRelated({ params: { id: slug } }).catch(() => undefined),
  ]);
  if (isProblem(found)) {
    if (found.status !== 404) throw new Refused(found);
    return showGone(frame, asks, slug);
  }
  const product = found.body;
  const sku = product.variants.find((variant) => variant.sku === skus[0])?.sku;
  if (product.slug !== slug) return { to: pathOf(product.slug, sku) };
  const html = productView(frame, { product, sku, related: related?.body.items });
  const tags = [...asks.tags(), pagesTag];
  return { html, tags, keptS: related ? asks.keptS() : withoutRelatedS };
}

const pathOf = (slug: string, sku: string | undefined): string =>
  `/p/${slug}${sku === undefined ? "" : `?sku=${encodeURIComponent(sku)}`}`;
