/** Names with values: the attributes of a product, the options of a variant; and lists that are counted first. */
import { z } from "zod";
import { line } from "./text.ts";

/**
 * Counts what an object or a list holds before any of it is judged: a body that is a hundred times too long costs
 * its reading, not a hundred thousand refusals.
 */
export const few = <S extends z.ZodType>(max: number, schema: S): z.ZodType<z.output<S>, z.input<S>> =>
  z.preprocess((value, context) => {
    if (typeof value !== "object" || value === null || countOf(value) <= max) return value;
    context.addIssue({ code: "custom", message: `must be ${max} at most` });
    return z.NEVER;
  }, schema) as z.ZodType<z.output<S>, z.input<S>>;

/** Of a JSON object: more members than this and nobody meant it. */
export const maxMembers = 100;

const countOf = (value: object): number => (Array.isArray(value) ? value : Object.keys(value)).length;

const longestName = 100;

/** Also symbols of units and money, and the joiners without which some scripts cannot be written. */
const nameFormat = /^[\p{L}\p{M}\p{N}\p{P}\p{Sc}\p{Sm}\p{Zs}°™®©\u200c\u200d]*$/u;

const nameRule = `a name is one line of 1 to ${longestName} letters, marks, digits, spaces, punctuation or signs of units`;

/** "Weight (g)", "RAM/ROM", "No. of doors". */
export const WordName = line(longestName).refine(
  (name) => nameFormat.test(name) && name !== "__proto__",
  nameRule,
);

/** `max` names at most, each with its value. */
export const words = <Value extends z.ZodType>(max: number, value: Value) =>
  few(
    max,
    z.preprocess(refuseLoss, z.record(WordName, value, { error: sayRule })) as unknown as z.ZodType<
      Record<string, z.output<Value>>,
      Record<string, z.input<Value>>
    >,
  );

const sayRule = ({ code }: { readonly code?: string }): string | undefined =>
  code === "invalid_key" ? nameRule : undefined;

/** A record would leave out a prototype, and of names that are read alike all but one, without a word. */
function refuseLoss(value: unknown, context: z.RefinementCtx): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = new Set<string>();
  for (const name of Object.keys(value)) {
    // One that is longer has no other that is read like it, and is refused as it is.
    const read = name.length > 4 * longestName ? name : name.normalize("NFC").trim();
    if (name === "__proto__") context.addIssue({ code: "custom", message: nameRule, path: [name] });
    else if (known.has(read))
      context.addIssue({ code: "custom", message: "is a name that stands here twice", path: [name] });
    else known.add(read);
  }
  return value;
}
