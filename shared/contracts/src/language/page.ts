/** Lists, page by page. */
import { z } from "zod";
import { wholeNumber } from "./text.ts";

/** More are not counted: the number would cost more than it tells. */
export const mostCounted = 10_000;

/** What every list takes; the cursor is opaque and belongs to its query. */
export const pageQuery = {
  limit: wholeNumber(1, 100).default(20),
  cursor: z
    .string()
    .max(2000)
    .meta({ pattern: "^[A-Za-z0-9_-]+$", description: "The `next` of the page before, as it is." })
    .optional(),
  count: z
    .enum(["true"])
    .optional()
    .meta({ description: `Answers \`total\` too, which is counted to ${mostCounted} at most.` }),
};

export const Total = z
  .object({
    value: z.int().nonnegative(),
    /** False: there are at least so many. */
    exact: z.boolean(),
  })
  .meta({ id: "Total" });
export type Total = z.infer<typeof Total>;

export const toTotal = (value: number, isExact = true): Total => ({
  value: Math.min(value, mostCounted),
  exact: isExact && value <= mostCounted,
});

/** What every list answers. `next` continues it, null at its end; `total` comes with `count=true`. */
export const pageShape = <Item extends z.ZodType>(item: Item) => ({
  items: z.array(item),
  next: z.string().nullable(),
  total: Total.optional(),
});

/** Called after what it lists: a `ProductItem` stands on a `ProductPage`. */
export const pageOf = <Item extends z.ZodType>(item: Item) => {
  const page = z.object(pageShape(item));
  const name = z.globalRegistry.get(item)?.id;
  return name === undefined ? page : page.meta({ id: `${name.replace(/(Item|Entry)$/, "")}Page` });
};
export type Page<Item> = {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly total?: Total | undefined;
};
