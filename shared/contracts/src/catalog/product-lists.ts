/** What a list of products can be asked for, and what it shows of each. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { line, wholeNumber } from "../language/text.ts";
import { Money, maxAmount } from "../language/values.ts";
import { WordName } from "../language/words.ts";
import { AttributeValue, Rating, productHead, seesDrafts } from "./products.ts";
import { publicRead } from "./public-read.ts";
import { IdOrSlug } from "./slugs.ts";

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

export const ProductItem = z
  .object({
    ...productHead,
    /** The lowest of its variants. */
    price: Money,
    image: z.string().nullable(),
    rating: Rating,
    inStock: z.boolean(),
  })
  .meta({ id: "ProductItem" });
export type ProductItem = z.infer<typeof ProductItem>;

export const productListsApi = {
  listProducts: defineEndpoint({
    method: "get",
    path: "/products",
    summary:
      "Products, page by page; the public sees those that are `active`. `attributes.<name>=<value>` asks for an attribute",
    description: seesDrafts,
    ...publicRead,
    cache: { maxAgeS: 60, staleS: 300, tags: ["products", "category"] },
    query: ProductQuery,
    refuses: { unavailable: ["search.unavailable"] },
    status: 200,
    reply: pageOf(ProductItem),
  }),
};
