/** What can be bought of a product: its variants, each with a SKU, and the options in which they differ. */
import { z } from "zod";
import { line } from "../language/text.ts";
import { Money, MoneyInput } from "../language/values.ts";
import { WordName, few, words } from "../language/words.ts";

export const Sku = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._~+:-]{0,63}$/,
    "must be 1 to 64 letters, digits or . _ ~ + : -, the first one a letter or digit",
  )
  .meta({ examples: ["66432-BLK"] });

const optionValue = line(100);
const Options = words(5, optionValue);

export const VariantInput = z
  .strictObject({
    sku: Sku,
    name: line(200).optional().meta({ description: "Absent: its option values, else the product's name." }),
    options: Options.default({}),
    price: MoneyInput,
  })
  .meta({ id: "VariantInput" });
export type VariantInput = z.infer<typeof VariantInput>;

/** In the order in which they are shown; what no variant uses is left out. */
const OptionInput = z
  .strictObject({ name: WordName, values: few(200, z.array(optionValue).max(200)) })
  .meta({ id: "OptionInput" });
export const OptionList = few(5, z.array(OptionInput).max(5));
export type ProductOption = z.infer<typeof OptionList>[number];

const maxVariants = 100;

/** At least one, and no SKU twice. */
export const variantsOf = <Variant extends z.ZodType<{ sku: string }>>(variant: Variant) =>
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

export const Variant = z
  .object({
    sku: Sku,
    name: z.string(),
    options: z.record(z.string(), z.string()),
    price: Money,
    inStock: z.boolean(),
  })
  .meta({ id: "Variant" });
