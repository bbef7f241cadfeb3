/** Slugs of products: one that is a word of addresses under `/products` would lead to something else. */
import { isAddressWord } from "@shop/contracts/catalog/slugs";
import { slugsFor } from "../slugs/slug.ts";
import { productErrors } from "./errors.ts";

/** The slugs to try for a product without one, best first. */
export const productSlugsFor = (name: string, id: string): readonly string[] =>
  slugsFor(name, id).filter((slug) => !isAddressWord(slug));

/** Throws `request.invalid`. What a product is called already may stay. */
export function refuseAddressWord(slug: string, known?: string): void {
  if (slug !== known && isAddressWord(slug))
    throw productErrors.invalid([{ path: "slug", message: "is a word of the address" }]);
}
