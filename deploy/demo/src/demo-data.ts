/** The demo shop as it lies in this folder: `categories.json`, `products.ndjson`, `reviews.ndjson`, `pictures.ndjson`. */
import { readFile } from "node:fs/promises";
import { ImportRow } from "@shop/contracts/catalog/imports";
import { z } from "zod";

const Slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);

/** Parents stand before their children. */
const Categories = z.array(z.strictObject({ slug: Slug, name: z.string().min(1), parent: Slug.nullable() }));
export type DemoCategory = z.infer<typeof Categories>[number];

/** The reviewers are accounts that the user service has from the start, except in production. */
const Reviews = z.array(
  z.strictObject({
    productId: z.string(),
    reviewer: z.email(),
    rating: z.int().min(1).max(5),
    title: z.string().min(1).max(200),
    text: z.string().min(1).max(5000),
  }),
);
export type DemoReview = z.infer<typeof Reviews>[number];

/** In the order in which a product shows them; `file` lies in `pictures/`. */
const Pictures = z.array(
  z.strictObject({
    productId: z.string(),
    file: z.string().regex(/^[a-z0-9-]+\.svg$/),
    alt: z.string().min(1),
  }),
);
export type DemoPicture = z.infer<typeof Pictures>[number];

const read = (name: string): Promise<string> => readFile(new URL(`../${name}`, import.meta.url), "utf8");

const readLines = async (name: string): Promise<string[]> => (await read(name)).trimEnd().split("\n");

export const readCategories = async (): Promise<DemoCategory[]> =>
  Categories.parse(JSON.parse(await read("categories.json")));

export const readReviews = async (): Promise<readonly DemoReview[]> =>
  Reviews.parse((await readLines("reviews.ndjson")).map((line): unknown => JSON.parse(line)));

export const readPictures = async (): Promise<readonly DemoPicture[]> =>
  Pictures.parse((await readLines("pictures.ndjson")).map((line): unknown => JSON.parse(line)));

export const readPictureFile = (file: string): Promise<Uint8Array> =>
  readFile(new URL(`../pictures/${file}`, import.meta.url));

/** As the import takes them. */
export const readProductLines = (): Promise<string[]> => readLines("products.ndjson");

export const toProduct = (line: string): ImportRow => ImportRow.parse(JSON.parse(line));
