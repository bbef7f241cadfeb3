/** The way in. */
import type { ProductItem } from "@shop/contracts/catalog/product-lists";
import { pagesTag } from "@shop/contracts/web/tags";
import type { Asks } from "../../asking/asks.ts";
import { incomplete } from "../../asking/missing.ts";
import { topCategories } from "../../asking/top-categories.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import { homeView } from "./view.ts";

export type HomeDeps = { readonly frame: Frame };

/** Whole rows of two, four and eight. */
const few = 8;

export async function showHome({ frame }: HomeDeps, asks: Asks): Promise<WebAnswer> {
  const [categories, newest, bestRated] = await Promise.all([
    topCategories(asks),
    firstBy(asks, "newest"),
    firstBy(asks, "rating"),
  ]);
  const html = homeView(frame, { categories, newest, bestRated });
  const tags = [...asks.tags(), pagesTag];
  const isWhole = [categories, newest, bestRated].every((part) => part !== undefined);
  return isWhole ? { html, tags, keptS: asks.keptS() } : { html, tags, ...incomplete };
}

/** Undefined: they cannot be had just now. */
const firstBy = ({ catalog }: Asks, sort: "newest" | "rating"): Promise<readonly ProductItem[] | undefined> =>
  catalog.listProducts({ query: { sort, limit: few, inStock: "true" } }).then(
    ({ body }) => body.items,
    () => undefined,
  );
