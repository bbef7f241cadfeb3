import type { CategoryItem } from "@shop/contracts/catalog/categories";
import type { Asks } from "./asks.ts";

/** More of them are a menu that nobody reads. */
const most = 24;

/** Those at the top, with what is in them; undefined when they cannot be had just now. */
export const topCategories = ({
  catalog,
}: Pick<Asks, "catalog">): Promise<readonly CategoryItem[] | undefined> =>
  catalog.listCategories({ query: { top: "true", counts: "true", limit: most } }).then(
    ({ body }) => body.items,
    () => undefined,
  );
