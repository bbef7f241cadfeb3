/** What can be bought of a product: its variants, each with a SKU, and the options in which they differ. */
import { z } from "zod";
import { orAbsent, orDefault } from "../language/optional.ts";
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

/** What goods are to the tax of where they are sent. */
export const TaxCategory = z.enum(["standard", "reduced", "zero"]).meta({ id: "TaxCategory" });
export type TaxCategory = z.infer<typeof TaxCategory>;

/** Of one unit as it is sent; a tonne at most. */
const Grams = z.int().nonnegative().max(1_000_000).meta({ description: "Of one unit, in whole grams." });

/** A shop's currencies but one. */
const maxPrices = 19;

const optionValue = line(100);
const Options = words(5, optionValue);

/** In the shop's other currencies, each once; absent: it is sold in the first alone. */
const PricesInput = few(
  maxPrices,
  z
    .array(MoneyInput)
    .max(maxPrices)
    .refine((prices) => new Set(prices.map(({ currency }) => currency)).size === prices.length, {
      error: "a currency stands twice",
    })
    .meta({ description: "In other currencies of the shop than the first; each stands once." }),
);

export const VariantInput = z
  .strictObject({
    sku: Sku,
    name: orAbsent(line(200)).meta({ description: "Absent: its option values, else the product's name." }),
    options: orDefault(Options, {}),
    /** In the shop's first currency. */
    price: MoneyInput,
    prices: orAbsent(PricesInput),
    weightGrams: orAbsent(Grams),
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
    /** Null: it is not sold in the asked currency. */
    price: Money.nullable(),
    /** In the shop's other currencies, as staff set them; absent when there are none. */
    prices: z.array(Money).optional(),
    /** Absent when nobody has said it. */
    weightGrams: Grams.optional(),
    inStock: z.boolean(),
  })
  .meta({ id: "Variant" });
