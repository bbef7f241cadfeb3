import type { ImportRow } from "@shop/contracts/catalog/imports";
import type { ProductStore } from "../products/product-store.ts";
import { toInput } from "../products/product.ts";

const perPage = 100;

/**
 * Every product as an import takes it back, whatever its status, in the order of ids. What is changed meanwhile is given
 * as it was or as it is; what is there throughout is given once.
 */
export async function* exportProducts({
  products,
}: {
  readonly products: Pick<ProductStore, "findAfter">;
}): AsyncGenerator<ImportRow> {
  for (let last = ""; ;) {
    const page = await products.findAfter(last, perPage);
    for (const product of page) yield { id: product.id, ...toInput(product) };
    if (page.length < perPage) return;
    last = page.at(-1)!.id;
  }
}
