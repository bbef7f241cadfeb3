/** What services hand each other of one person: page after page, each of one section. Never routed by the gateway. */
import { z } from "zod";
import { Id } from "./values.ts";

/** `cursor`: what the page before said; absent for the first. */
export const HeldRequest = z.strictObject({
  userId: Id,
  /** The confirmed address of the account. */
  email: z.string().min(3).max(320),
  cursor: z.string().max(200).optional(),
});
export type HeldRequest = z.infer<typeof HeldRequest>;

export const HeldPage = z.object({
  /** The same on all pages that belong together; each section has a page at least. */
  section: z.string(),
  items: z.array(z.record(z.string(), z.unknown())),
  next: z.string().nullable(),
});
export type HeldPage = z.infer<typeof HeldPage>;
