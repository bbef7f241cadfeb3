import type { CategorySpreadStore } from "./category-spread-store.ts";
import { spreadMs, type Category, type Spread } from "./category.ts";

export type SpreadDeps = { readonly spreads: CategorySpreadStore; readonly now: () => Date };

export type Spreading = { readonly category: Pick<Category, "id">; readonly task: Spread };

/** Products show the category as it is now. False when `forMs` were not enough: what is left is due at once. */
export async function spreadCategory(
  { spreads, now }: SpreadDeps,
  { category, task }: Spreading,
  forMs: number,
): Promise<boolean> {
  const until = now().getTime() + forMs;
  for (let { after } = task; ;) {
    after = await spreads.spread(category.id, after);
    if (after === null) break;
    const isOver = now().getTime() > until;
    const dueAt = new Date(now().getTime() + (isOver ? 0 : spreadMs));
    await spreads.note(category.id, task, { after, dueAt });
    if (isOver) return false;
  }
  await spreads.finish(category.id, task);
  return true;
}
