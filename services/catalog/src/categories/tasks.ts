/** What categories owe. */
import type { Kind } from "@shop/kit/work/bench";
import { spreadMs, type Category, type Spread } from "./category.ts";
import { spreadCategory, type SpreadDeps } from "./spread-category.ts";

export const categoryTasks = (deps: SpreadDeps): { readonly spread: Kind<Category, Spread> } => ({
  spread: {
    concurrency: 2,
    leaseMs: spreadMs,
    run: (category, task) => spreadCategory(deps, { category, task }, spreadMs),
  },
});
