/** What a list of products can be asked for, and what it shows of each. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageQuery, pageShape } from "../language/page.ts";
import { line, wholeNumber } from "../language/text.ts";
import { Id, Money, maxAmount } from "../language/values.ts";
import { WordName } from "../language/words.ts";
import { AskedCurrency, AttributeValue, Rating, productHead, seesDrafts } from "./products.ts";
import { publicRead } from "./public-read.ts";
import { IdOrSlug } from "./slugs.ts";

const price = wholeNumber(0, maxAmount / 10);

const family = "attributes.";
const maxAttributes = 10;

/** Of an unknown type, so that it does not become the type of every other parameter. */
const attributeValue: z.ZodType = AttributeValue;

const yes = z.enum(["true"]).optional();

export const ProductSort = z.enum(["relevance", "newest", "price", "-price", "rating", "name"]);
export type ProductSort = z.infer<typeof ProductSort>;

/** `attributes.<name>=<value>`: products that have all of these. */
export const ProductQuery = z
  .object({
    q: line(500).optional().meta({ description: "Text to look for, as a person types it." }),
    /** Id or slug; its descendants count too. */
    category: IdOrSlug.optional(),
    /** Repeatable: any of them. */
    brand: z.array(line(100)).max(20).optional(),
    minPrice: price.optional(),
    maxPrice: price.optional(),
    inStock: yes,
    currency: AskedCurrency,
    sort: ProductSort.optional().meta({
      description: "`relevance` needs `q` and is its default; else the newest come first.",
    }),
    facets: yes.meta({ description: "Answers `facets` too." }),
    ...pageQuery,
  })
  .catchall(attributeValue)
  .superRefine((query, context) => {
    if (query.sort === "relevance" && query.q === undefined)
      context.addIssue({ code: "custom", message: "needs a text to be relevant to: q", path: ["sort"] });
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
    /** The highest of them, where they do not all cost the same in this currency. */
    highestPrice: Money.optional(),
    image: z.string().nullable(),
    rating: Rating,
    inStock: z.boolean(),
  })
  .meta({ id: "ProductItem" });
export type ProductItem = z.infer<typeof ProductItem>;

const count = z.int().nonnegative();
const FacetCount = z.object({ value: z.string(), count }).meta({ id: "FacetCount" });

const Facets = z
  .object({
    brand: z.array(FacetCount),
    /** `value` is the id; those above count too. */
    category: z.array(
      z.object({
        value: Id,
        slug: z.string(),
        name: z.string(),
        count,
        /** Where it stands in the tree, so that nobody has to ask for that, too. */
        parentId: Id.nullable().optional(),
        position: z.int().optional(),
      }),
    ),
    attributes: z.record(z.string(), z.array(FacetCount)),
    /** Minor units of the list's currency; null when nothing is found. */
    price: z.object({ min: z.int(), max: z.int() }).nullable(),
    /** False: the counts are estimates of a very large set. */
    exact: z.boolean(),
  })
  .meta({
    id: "ProductFacets",
    description:
      "Brands, each attribute and the price are counted without their own filter, so that they show what else could be chosen; categories with every filter. The most frequent come first, at most 50 brands, 200 categories, and 30 attributes with 50 values each.",
  });

export const ProductPage = z
  .object({
    ...pageShape(ProductItem),
    facets: Facets.optional(),
    /** What may have been meant, when `q` finds nothing. */
    suggestion: z.string().optional(),
  })
  .meta({ id: "ProductPage" });
export type ProductPage = z.infer<typeof ProductPage>;

export const productListsApi = {
  listProducts: defineEndpoint({
    method: "get",
    path: "/products",
    summary:
      "Products, page by page; the public sees those that are `active`. `attributes.<name>=<value>` asks for an attribute",
    description: `What has no price in the list's currency is not listed. ${seesDrafts}`,
    ...publicRead,
    // What a search has found may be a second old: the service gives such an answer a shorter life.
    cache: { maxAgeS: 60, staleS: 300, tags: ["products", "category", "categories"] },
    query: ProductQuery,
    refuses: { unavailable: ["search.unavailable"] },
    status: 200,
    reply: ProductPage,
  }),
};
