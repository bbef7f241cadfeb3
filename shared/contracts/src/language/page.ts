/** Lists, page by page. */
import { z } from "zod";
import { wholeNumber } from "./text.ts";

/** What every list takes; the cursor is opaque and belongs to its query. */
export const pageQuery = {
  limit: wholeNumber(1, 100).default(20),
  cursor: z
    .string()
    .max(2000)
    .meta({ pattern: "^[A-Za-z0-9_-]+$", description: "The `next` of the page before, as it is." })
    .optional(),
};

/** What every list answers. `next` continues it; null at its end. Called after what it lists: a `ProductItem` stands on a `ProductPage`. */
export const pageOf = <Item extends z.ZodType>(item: Item) => {
  const page = z.object({ items: z.array(item), next: z.string().nullable() });
  const name = z.globalRegistry.get(item)?.id;
  return name === undefined ? page : page.meta({ id: `${name.replace(/(Item|Entry)$/, "")}Page` });
};
export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null };
