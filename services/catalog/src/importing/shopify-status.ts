/** Whether a product is on sale, as exports and spreadsheets write it. */
import { ProductStatus } from "@shop/contracts/catalog/products";
import type { Product } from "../products/product.ts";
import type { Columns } from "./shopify-columns.ts";

/** A spreadsheet writes truth in its user's language. */
const flags = new Map<string, boolean>([
  ...["true", "yes", "1", "wahr", "vrai", "verdadero", "vero", "waar", "prawda"].map(
    (word) => [word, true] as const,
  ),
  ...["false", "no", "0", "falsch", "faux", "falso", "onwaar", "fałsz"].map((word) => [word, false] as const),
]);

/** Undefined when it is empty or not understood. */
const readFlag = (text: string): boolean | undefined => flags.get(text.toLowerCase());

/** Undefined when it is empty or not understood. */
const readStatus = (text: string): ProductStatus | undefined =>
  ProductStatus.safeParse(text.toLowerCase()).data;

const readers = { status: readStatus, published: readFlag };

/** Which of the columns that say it are filled with what cannot be read. */
export const unclearIn = (first: readonly string[], columns: Columns) =>
  (["status", "published"] as const).filter((column) => {
    const value = columns.cellOf(first, column);
    return value !== "" && readers[column](value) === undefined;
  });

/** What the file makes of it: `{}` leaves it as it is, and a new product active. */
export function statusOf(
  first: readonly string[],
  before: Product | undefined,
  columns: Columns,
): { status?: ProductStatus } {
  const status = readStatus(columns.cellOf(first, "status"));
  const isPublished = readFlag(columns.cellOf(first, "published"));
  // What nobody here understands may mean that it is not to be seen.
  const isHidden = isPublished === false || (!before && unclearIn(first, columns).length > 0);
  if (isHidden && isOnSale(status, before)) return { status: "draft" };
  if (status) return { status };
  return isPublished && before?.status === "draft" ? { status: "active" } : {};
}

const isOnSale = (status: ProductStatus | undefined, before: Product | undefined): boolean =>
  (status ?? before?.status ?? "active") === "active";
