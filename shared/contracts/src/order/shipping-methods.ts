/** How goods can be sent, where to, and what it costs. */
import { z } from "zod";
import { publicRead } from "../catalog/public-read.ts";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { orAbsent, orDefault, orNull } from "../language/optional.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { line, optionalLine, wholeNumber } from "../language/text.ts";
import { Country, Currency, Id, maxAmount, Money, MoneyInput } from "../language/values.ts";
import { few, maxMembers } from "../language/words.ts";

/** Of every list of shipping methods: what a change of one purges. */
export const shippingMethodsTag = "shipping-methods";

/** As many as ISO 3166-1 will ever have. */
const maxCountries = 300;
const maxZones = 50;
const maxPrices = 200;
/** A shop's currencies. */
const maxCurrencies = 20;

/** A hundred tonnes: a hundred lines of 99 pieces of a tonne are no parcel. */
const maxGrams = 100_000_000;

const Zone = z
  .strictObject({
    countries: few(maxCountries, z.array(Country).min(1).max(maxCountries)),
    /** Absent: all of these countries. */
    regions: orAbsent(few(100, z.array(line(200)).min(1).max(100))).meta({
      description:
        "As addresses name them, in any case; one with a digit in it is also the beginning of a postal code.",
    }),
  })
  .meta({ id: "ShippingZone" });

const WeightStep = z
  .strictObject({
    upToGrams: orAbsent(z.int().positive().max(maxGrams)).meta({
      description: "Absent: whatever it weighs.",
    }),
    price: MoneyInput,
  })
  .meta({ id: "ShippingPrice" });

const Days = z
  .strictObject({ min: z.int().min(0).max(365), max: z.int().min(0).max(365) })
  .refine(({ min, max }) => min <= max, { error: "must not be less than min", path: ["max"] })
  .meta({ id: "ShippingDays" });

const methodFields = {
  name: line(200),
  zones: few(maxZones, z.array(Zone).max(maxZones)),
  prices: few(
    maxPrices,
    z
      .array(WeightStep)
      .max(maxPrices)
      .refine(
        (steps) => areDistinct(steps.map(({ upToGrams, price }) => `${price.currency}:${upToGrams ?? ""}`)),
        "a weight stands twice in a currency",
      ),
  ).meta({ description: "Of the steps in a currency that are heavy enough, the lightest counts." }),
  freeAbove: few(
    maxCurrencies,
    z
      .array(MoneyInput)
      .max(maxCurrencies)
      .refine((sums) => areDistinct(sums.map(({ currency }) => currency)), "a currency stands twice"),
  ).meta({ description: "It costs nothing from this subtotal on, before any discount." }),
  days: Days,
};

const areDistinct = (keys: readonly string[]): boolean => new Set(keys).size === keys.length;

export const NewShippingMethod = z
  .strictObject({ ...methodFields, id: orAbsent(Id), freeAbove: orDefault(methodFields.freeAbove, []) })
  .meta({ id: "NewShippingMethod" });
export type NewShippingMethod = z.infer<typeof NewShippingMethod>;

/** A JSON merge patch (RFC 7396): a list is replaced as a whole, null, or empty, empties `freeAbove`. */
export const ShippingMethodPatch = z
  .strictObject({ ...methodFields, freeAbove: orNull(methodFields.freeAbove) })
  .partial()
  .meta({ id: "ShippingMethodPatch" });
export type ShippingMethodPatch = z.infer<typeof ShippingMethodPatch>;

const days = z.object({ min: z.int().nonnegative(), max: z.int().nonnegative() });

/** As staff manages it. */
export const ShippingMethod = z
  .object({
    id: Id,
    name: z.string(),
    zones: z.array(z.object({ countries: z.array(Country), regions: z.array(z.string()).optional() })),
    prices: z.array(z.object({ upToGrams: z.int().positive().optional(), price: Money })),
    freeAbove: z.array(Money),
    days,
    version: z.int().positive(),
  })
  .meta({ id: "ShippingMethod" });
export type ShippingMethod = z.infer<typeof ShippingMethod>;

/** As customers choose it. */
export const ShippingOffer = z
  .object({ id: Id, name: z.string(), price: Money, days })
  .meta({ id: "ShippingOffer" });
export type ShippingOffer = z.infer<typeof ShippingOffer>;

const methodParams = z.object({ id: Id });
const not_found = ["shipping.not_found"] as const;

const methodSubject = defineSubject({ kind: "shippingMethod", id: "id", shows: ShippingMethod });

export const shippingMethodsApi = {
  listShippingOffers: defineEndpoint({
    method: "get",
    path: "/shipping-methods",
    summary: "How something can be sent to a country, the cheapest first",
    description: "Empty where nobody ships to.",
    ...publicRead,
    cache: { maxAgeS: 60, staleS: 300, tags: [shippingMethodsTag] },
    query: z.strictObject({
      country: Country,
      region: optionalLine(200),
      postalCode: optionalLine(20),
      currency: Currency.optional().meta({ description: "The shop's first unless stated." }),
      weight: wholeNumber(0, maxGrams).default(0).meta({ description: "In grams." }),
      subtotal: wholeNumber(0, maxAmount).default(0).meta({ description: "In minor units of the currency." }),
      ...pageQuery,
    }),
    status: 200,
    reply: pageOf(ShippingOffer),
  }),
  listShippingMethods: defineEndpoint({
    method: "get",
    path: "/admin/shipping-methods",
    summary: "Every shipping method, by id",
    access: "staff",
    query: z.strictObject(pageQuery),
    status: 200,
    reply: pageOf(ShippingMethod),
  }),
  createShippingMethod: defineEndpoint({
    method: "post",
    path: "/admin/shipping-methods",
    summary: "Add a shipping method",
    access: "admin",
    body: few(maxMembers, NewShippingMethod),
    act: { action: "shipping_methods.create", on: methodSubject, replies: true },
    etag: true,
    location: true,
    refuses: { conflict: ["shipping.id_taken"] },
    status: 201,
    reply: ShippingMethod,
  }),
  getShippingMethod: defineEndpoint({
    method: "get",
    path: "/admin/shipping-methods/:id",
    summary: "One shipping method",
    access: "staff",
    params: methodParams,
    etag: true,
    refuses: { not_found },
    status: 200,
    reply: ShippingMethod,
  }),
  updateShippingMethod: defineEndpoint({
    method: "patch",
    path: "/admin/shipping-methods/:id",
    summary: "Change a shipping method by a JSON merge patch",
    description: "Orders that are placed keep what they were told.",
    access: "admin",
    params: methodParams,
    act: { action: "shipping_methods.update", on: methodSubject, replies: true },
    body: few(maxMembers, ShippingMethodPatch),
    bodyTypes: ["application/merge-patch+json", "application/json"],
    etag: true,
    ifMatch: "required",
    refuses: { not_found },
    status: 200,
    reply: ShippingMethod,
  }),
  removeShippingMethod: defineEndpoint({
    method: "delete",
    path: "/admin/shipping-methods/:id",
    summary: "Remove a shipping method",
    access: "admin",
    params: methodParams,
    act: { action: "shipping_methods.remove", on: methodSubject },
    ifMatch: "required",
    refuses: { not_found },
    status: 204,
    reply: z.undefined(),
  }),
};
