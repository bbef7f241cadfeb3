import type { ProductStore } from "./deps.ts";
import { productErrors } from "./errors.ts";
import type { Product } from "./product.ts";

/** By id or slug. What is not `active` is missing for all but staff. */
export async function getProduct(
  { products }: { readonly products: Pick<ProductStore, "find"> },
  { id, isStaff }: { readonly id: string; readonly isStaff: boolean },
): Promise<Product> {
  const product = await products.find(id);
  if (!product || (product.status !== "active" && !isStaff)) throw productErrors.notFound(id);
  return product;
}
