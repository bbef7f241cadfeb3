/** The tree that products hang in. */
import { z } from "zod";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { orAbsent, orDefault, orNull } from "../language/optional.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { line } from "../language/text.ts";
import { Id } from "../language/values.ts";
import { few, maxMembers } from "../language/words.ts";
import { publicRead } from "./public-read.ts";
import { IdOrSlug, Slug } from "./slugs.ts";

export const CategoryLink = z.object({ id: Id, slug: Slug, name: z.string() }).meta({ id: "CategoryLink" });
export type CategoryLink = z.infer<typeof CategoryLink>;

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

/** As a list shows it. */
export const CategoryItem = Category.extend({
  products: z.int().nonnegative().optional().meta({
    description:
      "With `counts=true`: how many products the public finds in it and below it. Left out while nobody can count them.",
  }),
}).meta({ id: "CategoryItem" });
export type CategoryItem = z.infer<typeof CategoryItem>;

/** More children than a page shows are a list of their own. */
export const maxChildren = 100;

/** A category and what is around it. */
export const CategoryPlace = Category.extend({
  /** All above it, the topmost first. */
  path: z.array(CategoryLink),
  children: z.array(CategoryLink).meta({
    description: `Those directly under it, by position; the first ${maxChildren} of them.`,
  }),
}).meta({ id: "CategoryPlace" });
export type CategoryPlace = z.infer<typeof CategoryPlace>;

/** From the top down to the last: a tree that people find their way in, and an index that stays small. */
export const maxLevels = 10;

const categoryFields = {
  name: line(200),
  /** None: at the top. */
  parentId: Id,
  /** Among its siblings, lowest first. */
  position: z.int().min(0).max(1_000_000),
};

export const NewCategory = z
  .strictObject({
    id: orAbsent(Id),
    slug: orAbsent(Slug),
    ...categoryFields,
    parentId: orDefault(categoryFields.parentId.nullable(), null),
    position: orDefault(categoryFields.position, 0),
  })
  .meta({ id: "NewCategory" });
export type NewCategory = z.infer<typeof NewCategory>;

/** A JSON merge patch (RFC 7396): null, or empty, takes a place away, which leaves it at the top, or first; a slug stays. */
export const CategoryPatch = z
  .strictObject({
    slug: orAbsent(Slug).meta({ description: "Null or empty: it stays." }),
    ...categoryFields,
    parentId: orNull(categoryFields.parentId),
    position: orNull(categoryFields.position),
  })
  .partial()
  .meta({ id: "CategoryPatch" });
export type CategoryPatch = z.infer<typeof CategoryPatch>;

const categoryParams = z.object({ id: IdOrSlug });

const yes = z.enum(["true"]).optional();

const CategoryQuery = z
  .strictObject({
    parent: IdOrSlug.optional().meta({ description: "Id or slug: only those directly under it." }),
    top: yes.meta({ description: "Only those that stand under no other." }),
    counts: yes.meta({ description: "Shows `products` of each." }),
    ...pageQuery,
  })
  .refine(({ parent, top }) => parent === undefined || top === undefined, {
    error: "what stands under a category is not at the top",
    path: ["top"],
  });

const categorySubject = defineSubject({ kind: "category", id: "id", shows: Category });

export const categoriesApi = {
  listCategories: defineEndpoint({
    method: "get",
    path: "/categories",
    summary: "The category tree, as a flat list, or one level of it",
    description:
      "Counts are of what is `active`, has a price in the shop's first currency and hangs in the category or below it.",
    ...publicRead,
    cache: { maxAgeS: 60, staleS: 300, tags: ["categories", "products"] },
    query: CategoryQuery,
    status: 200,
    reply: pageOf(CategoryItem),
  }),
  getCategory: defineEndpoint({
    method: "get",
    path: "/categories/:id",
    summary: "One category, by id or slug, with those above it and those directly under it",
    ...publicRead,
    cache: { maxAgeS: 60, staleS: 300, tags: ["categories"] },
    params: categoryParams,
    refuses: { not_found: ["category.not_found"] },
    status: 200,
    reply: CategoryPlace,
  }),
  createCategory: defineEndpoint({
    method: "post",
    path: "/categories",
    summary: "Add a category",
    access: { role: "staff", scope: "catalog:write" },
    body: few(maxMembers, NewCategory),
    act: { action: "categories.create", on: categorySubject, replies: true },
    etag: true,
    refuses: { conflict: ["category.id_taken", "category.slug_taken", "category.too_deep"] },
    status: 201,
    reply: Category,
  }),
  updateCategory: defineEndpoint({
    method: "patch",
    path: "/categories/:id",
    summary: "Rename or move a category by a JSON merge patch",
    description: `\`If-Match\` takes the \`version\` of the list as \`"<version>"\`. Products and lists show the change at once. ${maxLevels} levels at most.`,
    access: { role: "staff", scope: "catalog:write" },
    params: categoryParams,
    act: { action: "categories.update", on: categorySubject, replies: true },
    body: few(maxMembers, CategoryPatch),
    bodyTypes: ["application/merge-patch+json", "application/json"],
    etag: true,
    ifMatch: "required",
    refuses: {
      not_found: ["category.not_found"],
      conflict: ["category.slug_taken", "category.cycle", "category.too_deep"],
    },
    status: 200,
    reply: Category,
  }),
  removeCategory: defineEndpoint({
    method: "delete",
    path: "/categories/:id",
    summary: "Remove a category that holds no product and no other category",
    access: { role: "staff", scope: "catalog:write" },
    params: categoryParams,
    act: { action: "categories.remove", on: categorySubject },
    ifMatch: "required",
    refuses: { not_found: ["category.not_found"], conflict: ["category.in_use"] },
    status: 204,
    reply: z.undefined(),
  }),
};
