/** Names that stand in an address instead of an id. */
import { z } from "zod";

export const longestSlug = 200;

/** Lower-case words joined by hyphens; stands in an address instead of an id. */
export const Slug = z
  .string()
  .max(longestSlug)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "must be lower-case letters and digits, joined by hyphens");

export const IdOrSlug = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/, "must be an id or a slug");

const addressWords = ["export", "import", "imports"];

/** It stands in addresses under `/products` where others have a product's id or slug. */
export const isAddressWord = (name: string): boolean => addressWords.includes(name);

export const madeSlug = `Absent: made from the name, and kept from then on. Nothing new is called ${addressWords.join(", ")}.`;
