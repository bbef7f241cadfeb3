/** What is on sale: the shape of products and categories, on the way in and on the way out. */
import { z } from "zod";
import { Review } from "./review.ts";
import { emptyLine, line, prose, wholeNumber } from "./text.ts";
import { Id, Money, MoneyInput, Timestamp, maxAmount, pageQuery } from "./values.ts";

export const Sku = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._~+:-]{0,63}$/,
    "must be 1 to 64 letters, digits or . _ ~ + : -, the first one a letter or digit",
  )
  .meta({ examples: ["66432-BLK"] });

/** Lower-case words joined by hyphens; stands in an address instead of an id. */
export const Slug = z
  .string()
  .max(200)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "must be lower-case letters and digits, joined by hyphens");

export const IdOrSlug = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/, "must be an id or a slug");

export const ProductStatus = z.enum(["draft", "active", "archived"]).meta({ id: "ProductStatus" });
export type ProductStatus = z.infer<typeof ProductStatus>;

/** The name of an attribute or an option; becomes a key, so it holds no `.` or `$`. */
const Word = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u, "must be 1 to 40 letters, digits, spaces, _ or -");

const atMost =
  (max: number) =>
  (words: object): boolean =>
    Object.keys(words).length <= max;

const Options = z.record(Word, line(100)).refine(atMost(5), "must be 5 at most");

export const VariantInput = z
  .strictObject({
    sku: Sku,
    name: line(200).optional().meta({ description: "Absent: its option values, else the product's name." }),
    options: Options.default({}),
    price: MoneyInput,
  })
  .meta({ id: "VariantInput" });
export type VariantInput = z.infer<typeof VariantInput>;

export const ImageName = z.string().regex(/^[A-Za-z0-9_-]{1,100}\.[a-z0-9]{1,5}$/, "must be a file name");

const Image = z
  .strictObject({
    url: z.string().regex(/^\/images\/[A-Za-z0-9_-]{1,100}\.[a-z0-9]{1,5}$/, "must be a path under /images/"),
    alt: emptyLine(500).default(""),
  })
  .meta({ id: "ImageInput" });
export type Image = z.infer<typeof Image>;

/** In the order in which they are shown; what no variant uses is left out. */
const OptionInput = z
  .strictObject({ name: Word, values: z.array(line(100)).max(200) })
  .meta({ id: "OptionInput" });
const OptionList = z.array(OptionInput).max(5);
export type ProductOption = z.infer<typeof OptionList>[number];

const noSkuTwice = { description: "No SKU stands twice." };
const areDistinct = (variants: readonly { sku: string }[]): boolean =>
  new Set(variants.map(({ sku }) => sku)).size === variants.length;

const productFields = {
  /** Absent: made from the name, and kept from then on. */
  slug: Slug.optional(),
  name: line(300),
  description: prose(50_000),
  brand: line(100).nullable(),
  status: ProductStatus,
  /** Ids or slugs. */
  categories: z.array(IdOrSlug).max(20),
  attributes: z.record(Word, line(200)).refine(atMost(50), "must be 50 at most"),
  options: OptionList,
  variants: z.array(VariantInput).min(1).max(100).refine(areDistinct, "a SKU stands twice").meta(noSkuTwice),
  images: z.array(Image).max(50),
};

/** All that staff decides about a product; what is left out has its default. */
export const ProductInput = z
  .strictObject({
    ...productFields,
    description: productFields.description.default(""),
    brand: productFields.brand.default(null),
    status: productFields.status.default("active"),
    categories: productFields.categories.default([]),
    attributes: productFields.attributes.default({}),
    options: productFields.options.default([]),
    images: productFields.images.default([]),
  })
  .meta({ id: "ProductInput" });
export type ProductInput = z.infer<typeof ProductInput>;

const ProductId = Id.refine((id) => id !== "import" && id !== "export", "is a word of the address");

export const NewProduct = ProductInput.extend({ id: ProductId.optional() }).meta({ id: "NewProduct" });
export type NewProduct = z.infer<typeof NewProduct>;

/** A JSON merge patch (RFC 7396): null takes a value away, an array is replaced as a whole. */
export const ProductPatch = z
  .strictObject({
    ...productFields,
    description: productFields.description.nullable(),
    attributes: z.record(Word, line(200).nullable()).nullable(),
    categories: productFields.categories.nullable(),
    options: productFields.options.nullable(),
    images: productFields.images.nullable(),
  })
  .partial()
  .meta({ id: "ProductPatch" });
export type ProductPatch = z.infer<typeof ProductPatch>;

/** A line of an NDJSON import. `stock` is the first level of a SKU that has none; it never changes one that has. */
export const ImportRow = NewProduct.extend({
  variants: z
    .array(VariantInput.extend({ stock: z.int().nonnegative().max(1_000_000_000).optional() }))
    .min(1)
    .max(100)
    .refine(areDistinct, "a SKU stands twice")
    .meta(noSkuTwice),
}).meta({ id: "ImportRow" });
export type ImportRow = z.infer<typeof ImportRow>;

export const ImportReport = z
  .object({
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    failed: z.int(),
    /** The first 1,000 of those that failed. */
    errors: z.array(z.object({ line: z.int(), code: z.string(), message: z.string() })),
  })
  .meta({ id: "ImportReport" });
export type ImportReport = z.infer<typeof ImportReport>;

const Rating = z
  .object({ average: z.number().nullable(), count: z.int().nonnegative() })
  .meta({ id: "Rating" });

export const CategoryLink = z.object({ id: Id, slug: Slug, name: z.string() }).meta({ id: "CategoryLink" });
export type CategoryLink = z.infer<typeof CategoryLink>;

const productHead = { id: Id, slug: Slug, name: z.string(), brand: z.string().nullable() };

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

const Variant = z
  .object({
    sku: Sku,
    name: z.string(),
    options: z.record(z.string(), z.string()),
    price: Money,
    inStock: z.boolean(),
  })
  .meta({ id: "Variant" });

export const Product = z
  .object({
    ...productHead,
    description: z.string(),
    categories: z.array(CategoryLink),
    attributes: z.record(z.string(), z.string()),
    options: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
    variants: z.array(Variant),
    price: Money,
    images: z.array(z.object({ url: z.string(), alt: z.string() })),
    rating: Rating,
    /** The newest five. */
    reviews: z.array(Review),
    status: ProductStatus,
    version: z.int().positive(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Product" });
export type Product = z.infer<typeof Product>;

export const Category = z
  .object({
    id: Id,
    slug: Slug,
    name: z.string(),
    parentId: Id.nullable(),
    position: z.int(),
    version: z.int().positive(),
  })
  .meta({ id: "Category" });
export type Category = z.infer<typeof Category>;

export const NewCategory = z
  .strictObject({
    id: Id.optional(),
    slug: Slug.optional(),
    name: line(200),
    /** Null: at the top. */
    parentId: Id.nullable().default(null),
    /** Among its siblings, lowest first. */
    position: z.int().min(0).max(1_000_000).default(0),
  })
  .meta({ id: "NewCategory" });
export type NewCategory = z.infer<typeof NewCategory>;

const price = wholeNumber(0, maxAmount / 10);

export const ProductQuery = z.strictObject({
  /** Id or slug; its descendants count too. */
  category: IdOrSlug.optional(),
  /** Repeatable: any of them. */
  brand: z.array(z.string().min(1).max(100)).max(20).optional(),
  minPrice: price.optional(),
  maxPrice: price.optional(),
  inStock: z.enum(["true"]).optional(),
  sort: z.enum(["newest", "price", "-price"]).default("newest"),
  ...pageQuery,
});
export type ProductQuery = z.output<typeof ProductQuery>;
