/** What is on sale: the shape of products and categories, on the way in and on the way out. */
import { z } from "zod";
import { Review } from "./review.ts";
import { emptyLine, line, prose } from "./text.ts";
import { Id, Money, MoneyInput, Timestamp } from "./values.ts";
import { WordName, few, words } from "./words.ts";

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

const optionValue = line(100);
const Options = words(5, optionValue);

export const AttributeValue = line(2000);
const maxAttributes = 50;

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
  .strictObject({ name: WordName, values: few(200, z.array(optionValue).max(200)) })
  .meta({ id: "OptionInput" });
const OptionList = few(5, z.array(OptionInput).max(5));
export type ProductOption = z.infer<typeof OptionList>[number];

const maxVariants = 100;

/** At least one, and no SKU twice. */
const variantsOf = <Variant extends z.ZodType<{ sku: string }>>(variant: Variant) =>
  few(
    maxVariants,
    z
      .array(variant)
      .min(1)
      .max(maxVariants)
      .refine(areDistinct, "a SKU stands twice")
      .meta({ description: "No SKU stands twice." }),
  );

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
  categories: few(20, z.array(IdOrSlug).max(20)),
  attributes: words(maxAttributes, AttributeValue),
  options: OptionList,
  variants: variantsOf(VariantInput),
  images: few(50, z.array(Image).max(50)),
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
    // As many may go as come.
    attributes: words(2 * maxAttributes, AttributeValue.nullable()).nullable(),
    categories: productFields.categories.nullable(),
    options: productFields.options.nullable(),
    images: productFields.images.nullable(),
  })
  .partial()
  .meta({ id: "ProductPatch" });
export type ProductPatch = z.infer<typeof ProductPatch>;

/** More members than this and nobody meant a product. */
export const maxMembers = 100;

/** A line of an NDJSON import. `stock` is the first level of a SKU that has none; it never changes one that has. */
export const ImportRow = few(
  maxMembers,
  NewProduct.extend({
    variants: variantsOf(VariantInput.extend({ stock: z.int().nonnegative().max(1_000_000_000).optional() })),
  }).meta({ id: "ImportRow" }),
);
export type ImportRow = z.infer<typeof ImportRow>;

export const ImportReport = z
  .object({
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    failed: z.int(),
    /** The first 1,000 of those that failed, and whether the import was ended for having too many. */
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
