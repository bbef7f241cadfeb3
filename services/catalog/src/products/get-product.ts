import { productErrors } from "./errors.ts";
import type { ProductStore } from "./product-store.ts";
import type { Product } from "./product.ts";

export type GetProductDeps = { readonly products: Pick<ProductStore, "find"> };

/** By id or slug. What is not `active` is missing for all but staff. Throws `product.not_found`. */
export async function getProduct(
  { products }: GetProductDeps,
  { id, isStaff }: { readonly id: string; readonly isStaff: boolean },
): Promise<Product> {
  const product = await products.find(id);
  if (!product || (product.status !== "active" && !isStaff)) throw productErrors.notFound(id);
  return product;
}
