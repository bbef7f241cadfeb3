/** Names that stand in an address instead of an id. */
import { z } from "zod";

export const longestSlug = 200;

/** Lower-case words joined by hyphens; stands in an address instead of an id. */
export const Slug = z
  .string()
  .max(longestSlug)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "must be lower-case letters and digits, joined by hyphens");

export const IdOrSlug = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/, "must be an id or a slug");
