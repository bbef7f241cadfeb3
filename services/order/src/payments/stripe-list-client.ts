/** Stripe's lists, which know at once what was made. */
import { z } from "zod";
import { ask, type Asked } from "./stripe-client.ts";

type Row = { readonly id: string };
type Page = { readonly limit: number; readonly starting_after?: string };

/** Of the longest that Stripe gives. Beyond them nothing is said. */
const mostPages = 20;

/** The newest that fits, of those that were all asked for. */
export async function findInList<Schema extends z.ZodType<Row>>(
  schema: Schema,
  list: (page: Page) => Promise<unknown>,
  fits: (row: z.output<Schema>) => boolean,
): Promise<Asked<z.output<Schema> | undefined>> {
  const Rows = z.object({ data: z.array(schema), has_more: z.boolean() });
  let page: Page = { limit: 100 };
  for (let n = 0; n < mostPages; n += 1) {
    const asked = await ask(Rows, () => list(page));
    if (asked.kind !== "answer") return asked;
    const { data, has_more: hasMore } = asked.answer;
    const last = data.at(-1);
    const found = data.find(fits);
    if (found || !hasMore || last === undefined) return { kind: "answer", answer: found };
    page = { limit: 100, starting_after: last.id };
  }
  return { kind: "unknown", isStored: false };
}
