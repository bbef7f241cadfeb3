/** What part of a price is tax, by where the goods are sent. */
import { z } from "zod";
import { TaxCategory } from "../catalog/variants.ts";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { orDefault, orNull } from "../language/optional.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { line, optionalLine } from "../language/text.ts";
import { Country, Id, Money } from "../language/values.ts";
import { few, maxMembers } from "../language/words.ts";

const rateFields = {
  country: Country,
  /** As addresses name it, in any case; absent: all of the country. */
  region: optionalLine(200),
  category: TaxCategory.meta({ description: "None: any." }),
  rate: z.int().nonnegative().max(10_000).meta({ description: "In basis points: 1900 is 19 %." }),
  inclusive: z.boolean().meta({ description: "Prices include it; otherwise it comes on top." }),
};

export const NewTaxRate = z
  .strictObject({ ...rateFields, category: orDefault(rateFields.category.nullable(), null) })
  .meta({ id: "NewTaxRate" });
export type NewTaxRate = z.infer<typeof NewTaxRate>;

/** A JSON merge patch (RFC 7396): null, or empty, takes region or category away. */
export const TaxRatePatch = z
  .strictObject({
    ...rateFields,
    region: orNull(line(200)),
    category: orNull(rateFields.category),
  })
  .partial()
  .meta({ id: "TaxRatePatch" });
export type TaxRatePatch = z.infer<typeof TaxRatePatch>;

export const TaxRate = z
  .object({
    id: Id,
    country: Country,
    region: z.string().nullable(),
    category: TaxCategory.nullable(),
    rate: z.int().nonnegative(),
    inclusive: z.boolean(),
    version: z.int().positive(),
  })
  .meta({ id: "TaxRate" });
export type TaxRate = z.infer<typeof TaxRate>;

/** What an order holds of one rate. */
export const TaxPart = z
  .object({
    /** In basis points: 1900 is 19 %. */
    rate: z.int().nonnegative().max(10_000),
    net: Money,
    tax: Money,
  })
  .meta({ id: "TaxPart" });
export type TaxPart = z.infer<typeof TaxPart>;

const rateParams = z.object({ id: Id });
const not_found = ["tax.not_found"] as const;
const conflict = ["tax.rate_exists"] as const;

const rateSubject = defineSubject({ kind: "taxRate", id: "id", shows: TaxRate });

export const taxRatesApi = {
  listTaxRates: defineEndpoint({
    method: "get",
    path: "/admin/tax-rates",
    summary: "Every tax rate, by id",
    access: "staff",
    query: z.strictObject(pageQuery),
    status: 200,
    reply: pageOf(TaxRate),
  }),
  createTaxRate: defineEndpoint({
    method: "post",
    path: "/admin/tax-rates",
    summary: "Add a tax rate",
    description:
      "One of a region goes before one of all the country, then one of a category before one of any. Where there is none, nothing is tax.",
    access: "admin",
    body: few(maxMembers, NewTaxRate),
    act: { action: "tax_rates.create", on: rateSubject, replies: true },
    etag: true,
    location: true,
    refuses: { conflict },
    status: 201,
    reply: TaxRate,
  }),
  getTaxRate: defineEndpoint({
    method: "get",
    path: "/admin/tax-rates/:id",
    summary: "One tax rate",
    access: "staff",
    params: rateParams,
    etag: true,
    refuses: { not_found },
    status: 200,
    reply: TaxRate,
  }),
  updateTaxRate: defineEndpoint({
    method: "patch",
    path: "/admin/tax-rates/:id",
    summary: "Change a tax rate by a JSON merge patch",
    description: "Orders that are placed keep their tax.",
    access: "admin",
    params: rateParams,
    act: { action: "tax_rates.update", on: rateSubject, replies: true },
    body: few(maxMembers, TaxRatePatch),
    bodyTypes: ["application/merge-patch+json", "application/json"],
    etag: true,
    ifMatch: "required",
    refuses: { not_found, conflict },
    status: 200,
    reply: TaxRate,
  }),
  removeTaxRate: defineEndpoint({
    method: "delete",
    path: "/admin/tax-rates/:id",
    summary: "Remove a tax rate",
    access: "admin",
    params: rateParams,
    act: { action: "tax_rates.remove", on: rateSubject },
    ifMatch: "required",
    refuses: { not_found },
    status: 204,
    reply: z.undefined(),
  }),
};
