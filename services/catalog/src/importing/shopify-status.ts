/** Whether a product is on sale, as exports and spreadsheets write it. */
import { ProductStatus } from "@shop/contracts/catalog/products";

/** A spreadsheet writes truth in its user's language. */
const flags = new Map<string, boolean>([
  ...["true", "yes", "1", "wahr", "vrai", "verdadero", "vero", "waar", "prawda"].map(
    (word) => [word, true] as const,
  ),
  ...["false", "no", "0", "falsch", "faux", "falso", "onwaar", "fałsz"].map((word) => [word, false] as const),
]);

/** Undefined when it is empty or not understood. */
export const readFlag = (text: string): boolean | undefined => flags.get(text.toLowerCase());

/** Undefined when it is empty or not understood. */
export const readStatus = (text: string): ProductStatus | undefined =>
  ProductStatus.safeParse(text.toLowerCase()).data;
