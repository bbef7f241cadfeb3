/** In the place of a product that is not there: what is like it, by the words of its address, and where that is. */
import type { CategoryItem } from "@shop/contracts/catalog/categories";
import type { ProductItem } from "@shop/contracts/catalog/product-lists";
import { pagesTag } from "@shop/contracts/web/tags";
import type { Asks } from "../../asking/asks.ts";
import { topCategories } from "../../asking/top-categories.ts";
import type { Page } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import { goneView } from "./gone-view.ts";

const few = 4;
/** Seconds: it may be on sale again. */
const keptS = 10;

type Category = Pick<CategoryItem, "slug" | "name" | "products">;

export async function showGone(frame: Frame, asks: Asks, slug: string): Promise<Page> {
  const alike = await findAlike(asks, slug);
  const near = await categoriesOf(asks, alike[0]);
  const categories = near.length > 0 ? near : ((await topCategories(asks)) ?? []);
  const ways = categories.map(({ slug: to, name, products }) => ({ name, href: `/c/${to}`, products }));
  const html = goneView(frame, { alike, ways });
  return { html, status: 404, tags: [...asks.tags(), pagesTag], keptS };
}

/** None: its address says nothing, or nobody can look just now. */
async function findAlike({ catalog }: Asks, slug: string): Promise<readonly ProductItem[]> {
  const q = slug
    .split(/[^A-Za-z]+/)
    .filter((word) => word.length > 2)
    .join(" ")
    .slice(0, 100);
  if (q === "") return [];
  const answer = await catalog.listProducts({ query: { q, limit: few } }).catch(() => undefined);
  return answer?.body.items ?? [];
}

/** Of what is most like it: words that many things have would lead to the largest categories. */
async function categoriesOf(
  { catalog }: Asks,
  nearest: ProductItem | undefined,
): Promise<readonly Category[]> {
  if (!nearest) return [];
  const answer = await catalog.getProduct({ params: { id: nearest.id } }).catch(() => undefined);
  return answer?.body.categories.slice(0, few) ?? [];
}
