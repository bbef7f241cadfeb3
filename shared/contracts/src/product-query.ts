/** What a list of products can be asked for. */
import { z } from "zod";
import { AttributeValue, IdOrSlug } from "./product.ts";
import { line, wholeNumber } from "./text.ts";
import { maxAmount, pageQuery } from "./values.ts";
import { WordName } from "./words.ts";

const price = wholeNumber(0, maxAmount / 10);

const family = "attributes.";
const maxAttributes = 10;

/** Of an unknown type, so that it does not become the type of every other parameter. */
const attributeValue: z.ZodType = AttributeValue;

/** `attributes.<name>=<value>`: products that have all of these. */
export const ProductQuery = z
  .object({
    /** Id or slug; its descendants count too. */
    category: IdOrSlug.optional(),
    /** Repeatable: any of them. */
    brand: z.array(line(100)).max(20).optional(),
    minPrice: price.optional(),
    maxPrice: price.optional(),
    inStock: z.enum(["true"]).optional(),
    sort: z.enum(["newest", "price", "-price"]).default("newest"),
    ...pageQuery,
  })
  .catchall(attributeValue)
  .superRefine((query, context) => {
    const names = Object.keys(query).filter((name) => name.includes("."));
    if (names.length > maxAttributes)
      context.addIssue({ code: "custom", message: `${maxAttributes} attributes at most` });
    for (const name of names) {
      const { success, error } = WordName.safeParse(nameIn(name));
      if (!success)
        context.addIssue({ code: "custom", message: error.issues[0]?.message ?? "", path: [name] });
    }
  });
export type ProductQuery = z.output<typeof ProductQuery>;

/** The attributes that are asked for, by the names that products keep. */
export const attributesIn = (query: ProductQuery): readonly (readonly [name: string, value: string])[] =>
  Object.entries(query)
    .filter(([name]) => name.startsWith(family))
    .map(([name, value]) => [WordName.parse(nameIn(name)), AttributeValue.parse(value)]);

/** Empty, which no attribute is called, when it is another family. */
const nameIn = (name: string): string => (name.startsWith(family) ? name.slice(family.length) : "");
