/** In the place of a product that is not there: what is like it, by the words of its address, and where that is. */
import { pagesTag } from "@shop/contracts/web/tags";
import type { Asks } from "../../asking/asks.ts";
import { topCategories } from "../../asking/top-categories.ts";
import type { Page } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import { goneView } from "./gone-view.ts";

const few = 4;
/** Seconds: it may be on sale again. */
const keptS = 10;

export async function showGone(frame: Frame, asks: Asks, slug: string): Promise<Page> {
  const found = await findAlike(asks, slug);
  const near = found?.facets?.category ?? [];
  const ways =
    near.length > 0
      ? near.slice(0, few).map(({ slug: to, name, count }) => ({ name, href: `/c/${to}`, products: count }))
      : ((await topCategories(asks)) ?? []).map(({ slug: to, name, products }) => ({
          name,
          href: `/c/${to}`,
          products,
        }));
  const html = goneView(frame, { alike: found?.items ?? [], ways });
  return { html, status: 404, tags: [...asks.tags(), pagesTag], keptS };
}

/** Undefined: its address says nothing, or nobody can look just now. */
async function findAlike({ catalog }: Asks, slug: string) {
  const q = slug
    .split(/[^A-Za-z]+/)
    .filter((word) => word.length > 2)
    .join(" ")
    .slice(0, 100);
  if (q === "") return undefined;
  const query = { q, limit: few, facets: "true" } as const;
  const answer = await catalog.listProducts({ query }).catch(() => undefined);
  return answer?.body;
}
