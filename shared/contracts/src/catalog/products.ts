/** What is on sale: the shape of products, on the way in and on the way out. */
import { z } from "zod";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { orAbsent, orDefault, orNull } from "../language/optional.ts";
import { line, prose } from "../language/text.ts";
import { Currency, Id, Money, Timestamp } from "../language/values.ts";
import { few, maxMembers, words } from "../language/words.ts";
import { CategoryLink } from "./categories.ts";
import { Image, maxImages } from "./images.ts";
import { publicRead } from "./public-read.ts";
import { Review } from "./reviews.ts";
import { IdOrSlug, isAddressWord, madeSlug, Slug } from "./slugs.ts";
import { OptionList, TaxCategory, Variant, VariantInput, variantsOf } from "./variants.ts";

export const ProductStatus = z.enum(["draft", "active", "archived"]).meta({ id: "ProductStatus" });
export type ProductStatus = z.infer<typeof ProductStatus>;

export const AttributeValue = line(2000);
const maxAttributes = 50;

const productFields = {
  name: line(300),
  description: prose(50_000),
  brand: line(100),
  status: ProductStatus,
  taxCategory: TaxCategory,
  categories: few(20, z.array(IdOrSlug).max(20)),
  attributes: words(maxAttributes, AttributeValue),
  options: OptionList,
  variants: variantsOf(VariantInput),
  images: few(maxImages, z.array(Image).max(maxImages)),
};

/** All that staff decides about a product; what is left out has its default. */
export const ProductInput = z
  .strictObject({
    slug: orAbsent(Slug).meta({ description: madeSlug }),
    ...productFields,
    description: orDefault(productFields.description, ""),
    brand: orDefault(productFields.brand.nullable(), null),
    status: orDefault(ProductStatus, "active"),
    taxCategory: orDefault(TaxCategory, "standard"),
    categories: orDefault(productFields.categories, []),
    attributes: orDefault(productFields.attributes, {}),
    options: orDefault(OptionList, []),
    images: orDefault(productFields.images, []),
  })
  .meta({ id: "ProductInput" });
export type ProductInput = z.infer<typeof ProductInput>;

const ProductId = Id.refine((id) => !isAddressWord(id), "is a word of the address");

export const NewProduct = ProductInput.extend({ id: orAbsent(ProductId) }).meta({ id: "NewProduct" });
export type NewProduct = z.infer<typeof NewProduct>;

/**
 * A JSON merge patch (RFC 7396): null, or empty, takes a value away, which leaves its default; an array is replaced as a
 * whole. Slug and status are nothing that can be taken away: they stay, and no empty field publishes a draft.
 */
export const ProductPatch = z
  .strictObject({
    slug: orAbsent(Slug).meta({ description: "Null or empty: it stays." }),
    ...productFields,
    description: orNull(productFields.description),
    brand: orNull(productFields.brand),
    status: orAbsent(ProductStatus).meta({ description: "Null or empty: it stays." }),
    taxCategory: orNull(TaxCategory),
    // As many may go as come.
    attributes: orNull(words(2 * maxAttributes, AttributeValue.nullable())),
    categories: orNull(productFields.categories),
    options: orNull(OptionList),
    images: orNull(productFields.images),
  })
  .partial()
  .meta({ id: "ProductPatch" });
export type ProductPatch = z.infer<typeof ProductPatch>;

export const Rating = z
  .object({ average: z.number().nullable(), count: z.int().nonnegative() })
  .meta({ id: "Rating" });

export const productHead = { id: Id, slug: Slug, name: z.string(), brand: z.string().nullable() };

export const Product = z
  .object({
    ...productHead,
    description: z.string(),
    categories: z.array(CategoryLink),
    attributes: z.record(z.string(), z.string()),
    options: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
    variants: z.array(Variant),
    /** The lowest of its variants; null when it is not sold in the asked currency. */
    price: Money.nullable(),
    images: z.array(z.object({ url: z.string(), alt: z.string() })),
    rating: Rating,
    /** The newest five. */
    reviews: z.array(Review),
    status: ProductStatus,
    taxCategory: TaxCategory,
    version: z.int().positive(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Product" });
export type Product = z.infer<typeof Product>;

export const seesDrafts = "With a token of staff, what is not `active` is shown too.";

/** Another than the shop's is refused. */
export const AskedCurrency = Currency.optional().meta({
  description: "One that the shop sells in; its first unless stated. Prices are in it.",
});

const productParams = z.object({ id: IdOrSlug });
const refusesChange = {
  not_found: ["product.not_found"],
  conflict: ["product.id_taken", "product.slug_taken", "product.sku_taken", "product.twin_variants"],
} as const;
const productBody = { bodyLimit: 1024 * 1024, etag: true } as const;

/** Without what customers say of it. */
const productSubject = defineSubject({
  kind: "product",
  id: "id",
  shows: Product.omit({ rating: true, reviews: true, createdAt: true, updatedAt: true }),
});

export const productsApi = {
  createProduct: defineEndpoint({
    method: "post",
    path: "/products",
    summary: "Add a product",
    access: { role: "staff", scope: "catalog:write" },
    body: few(maxMembers, NewProduct),
    act: { action: "products.create", on: productSubject, replies: true },
    ...productBody,
    location: true,
    refuses: { conflict: [...refusesChange.conflict, "product.busy"] },
    status: 201,
    reply: Product,
  }),
  getProduct: defineEndpoint({
    method: "get",
    path: "/products/:id",
    summary: "One product, by id or slug",
    ...publicRead,
    page: "/p/:id",
    cache: { maxAgeS: 60, staleS: 300, tags: ["product", "category"] },
    params: productParams,
    query: z.strictObject({ currency: AskedCurrency }),
    refuses: { not_found: ["product.not_found"] },
    status: 200,
    reply: Product,
  }),
  replaceProduct: defineEndpoint({
    method: "put",
    path: "/products/:id",
    summary: "Replace a product; never creates one",
    access: { role: "staff", scope: "catalog:write" },
    params: productParams,
    act: { action: "products.replace", on: productSubject, replies: true },
    body: few(maxMembers, ProductInput),
    ...productBody,
    ifMatch: "required",
    refuses: refusesChange,
    status: 200,
    reply: Product,
  }),
  updateProduct: defineEndpoint({
    method: "patch",
    path: "/products/:id",
    summary: "Change parts of a product by a JSON merge patch",
    access: { role: "staff", scope: "catalog:write" },
    params: productParams,
    act: { action: "products.update", on: productSubject, replies: true },
    body: few(maxMembers, ProductPatch),
    bodyTypes: ["application/merge-patch+json", "application/json"],
    ...productBody,
    ifMatch: "required",
    refuses: refusesChange,
    status: 200,
    reply: Product,
  }),
  removeProduct: defineEndpoint({
    method: "delete",
    path: "/products/:id",
    summary: "Remove a product",
    access: { role: "staff", scope: "catalog:write" },
    params: productParams,
    act: { action: "products.remove", on: productSubject },
    ifMatch: "required",
    refuses: { not_found: ["product.not_found"] },
    status: 204,
    reply: z.undefined(),
  }),
};
