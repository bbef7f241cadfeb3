/** The tree that products hang in. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { line } from "../language/text.ts";
import { Id } from "../language/values.ts";
import { few, maxMembers } from "../language/words.ts";
import { publicRead } from "./public-read.ts";
import { Slug } from "./slugs.ts";

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

export const categoriesApi = {
  listCategories: defineEndpoint({
    method: "get",
    path: "/categories",
    summary: "The category tree, as a flat list",
    ...publicRead,
    cache: { maxAgeS: 5, staleS: 300, tags: ["categories"] },
    query: z.strictObject(pageQuery),
    status: 200,
    reply: pageOf(Category),
  }),
  createCategory: defineEndpoint({
    method: "post",
    path: "/categories",
    summary: "Add a category",
    access: "staff",
    body: few(maxMembers, NewCategory),
    etag: true,
    refuses: { conflict: ["category.id_taken", "category.slug_taken"] },
    status: 201,
    reply: Category,
  }),
};
