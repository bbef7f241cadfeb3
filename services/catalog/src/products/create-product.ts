import type { NewProduct } from "@shop/contracts/catalog/products";
import type { FirstStock, ProductDeps } from "./deps.ts";
import { productErrors } from "./errors.ts";
import { findCategories, pickCategories } from "./find-categories.ts";
import { create, type Product } from "./product.ts";
import { refuseTaken } from "./refuse-taken.ts";
import { slugsFor } from "./slug.ts";

/** A slug that is made from the name gives way to one that is there. */
export async function createProduct(
  deps: ProductDeps,
  { id = deps.newId(), ...input }: NewProduct,
  firstStock?: FirstStock,
): Promise<Product> {
  const categories = pickCategories(await findCategories(deps, input.categories), input.categories);
  const slugs = input.slug === undefined ? slugsFor(input.name, id) : [input.slug];
  for (const slug of slugs) {
    const decision = create({ id, input, slug, categories, now: deps.now() });
    const result = await deps.products.save([{ kind: "save", before: undefined, ...decision, firstStock }]);
    if (result.kind === "saved") return result.products[0] ?? decision.product;
    if (result.kind === "moved") continue;
    const hasAnother = slug !== slugs.at(-1) && result.value === slug && slug !== id;
    if (!hasAnother) throw refuseTaken(result, id);
  }
  throw productErrors.busy(id);
}
