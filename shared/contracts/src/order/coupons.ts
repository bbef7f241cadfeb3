/** Codes that make an order cheaper, as staff manages them. */
import { z } from "zod";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { line } from "../language/text.ts";
import { Currency, maxAmount, Timestamp } from "../language/values.ts";
import { few, maxMembers } from "../language/words.ts";

/** As customers write it: with blanks around it, and in any case. */
export const toCode = (written: string): string => written.trim().toUpperCase();

/** In the form the shop keeps it. */
export const CouponCode = line(64)
  .transform(toCode)
  .pipe(
    z
      .string()
      .regex(
        /^[A-Z0-9][A-Z0-9._-]{0,63}$/,
        "must be 1 to 64 letters, digits or . _ -, the first one a letter or digit",
      ),
  )
  .meta({ examples: ["SPRING-25"], description: "Taken in any case, and kept in upper case." });

export const CouponKind = z.enum(["percent", "amount"]).meta({ id: "CouponKind" });
export type CouponKind = z.infer<typeof CouponKind>;

/** Why a coupon does not make an order cheaper: the end of a refusal's code, `coupon.<reason>`. */
export const CouponReason = z
  .enum(["unknown", "inactive", "not_started", "expired", "used_up", "used_by_you", "currency", "minimum"])
  .meta({ id: "CouponReason" });
export type CouponReason = z.infer<typeof CouponReason>;

/** All that a coupon may be refused with. */
export const couponRefusals = CouponReason.options.map((reason) => `coupon.${reason}` as const);

/** For a client that sends it: an instant in any zone. */
const Instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const amount = z
  .int()
  .positive()
  .max(maxAmount / 10);
const limit = z.int().positive().max(1_000_000_000);

/** What may be left out is without limit. */
const couponFields = {
  kind: CouponKind,
  value: amount.meta({ description: "Whole percent, 100 at most, or minor units of `currency`." }),
  currency: Currency.meta({
    description: "Of `minimum`, and of the `value` of an amount; the shop's first unless stated.",
  }),
  startsAt: Instant.nullable(),
  /** From then on it is expired. */
  endsAt: Instant.nullable(),
  totalLimit: limit.nullable(),
  perCustomerLimit: limit.nullable(),
  minimum: amount
    .nullable()
    .meta({ description: "What the goods cost at least, in minor units of `currency`." }),
  active: z.boolean(),
};

export const NewCoupon = z
  .strictObject({
    ...couponFields,
    code: CouponCode,
    currency: couponFields.currency.optional(),
    startsAt: couponFields.startsAt.default(null),
    endsAt: couponFields.endsAt.default(null),
    totalLimit: couponFields.totalLimit.default(null),
    perCustomerLimit: couponFields.perCustomerLimit.default(null),
    minimum: couponFields.minimum.default(null),
    active: couponFields.active.default(true),
  })
  .meta({ id: "NewCoupon" });
export type NewCoupon = z.infer<typeof NewCoupon>;

/** A JSON merge patch (RFC 7396): null takes a limit or a date away. */
export const CouponPatch = z.strictObject(couponFields).partial().meta({ id: "CouponPatch" });
export type CouponPatch = z.infer<typeof CouponPatch>;

export const Coupon = z
  .object({
    code: z.string(),
    kind: CouponKind,
    value: z.int().positive(),
    currency: Currency,
    startsAt: Timestamp.nullable(),
    endsAt: Timestamp.nullable(),
    totalLimit: z.int().positive().nullable(),
    perCustomerLimit: z.int().positive().nullable(),
    minimum: z.int().positive().nullable(),
    active: z.boolean(),
    /** Orders that used it and were not cancelled. */
    used: z.int().nonnegative(),
    /** Counts what staff changes; uses do not. */
    version: z.int().positive(),
  })
  .meta({ id: "Coupon" });
export type Coupon = z.infer<typeof Coupon>;

const couponParams = z.object({ code: CouponCode });
const not_found = ["coupon.not_found"] as const;

const couponSubject = defineSubject({ kind: "coupon", id: "code", shows: Coupon });

export const couponsApi = {
  listCoupons: defineEndpoint({
    method: "get",
    path: "/admin/coupons",
    summary: "Every coupon, by code",
    access: "staff",
    query: z.strictObject(pageQuery),
    status: 200,
    reply: pageOf(Coupon),
  }),
  createCoupon: defineEndpoint({
    method: "post",
    path: "/admin/coupons",
    summary: "Add a coupon",
    access: "staff",
    body: few(maxMembers, NewCoupon),
    act: { action: "coupons.create", on: couponSubject, replies: true },
    etag: true,
    location: true,
    refuses: { conflict: ["coupon.code_taken"] },
    status: 201,
    reply: Coupon,
  }),
  getCoupon: defineEndpoint({
    method: "get",
    path: "/admin/coupons/:code",
    summary: "One coupon",
    access: "staff",
    params: couponParams,
    etag: true,
    refuses: { not_found },
    status: 200,
    reply: Coupon,
  }),
  updateCoupon: defineEndpoint({
    method: "patch",
    path: "/admin/coupons/:code",
    summary: "Change a coupon by a JSON merge patch",
    description: "Orders that are placed keep what it gave them.",
    access: "staff",
    params: couponParams,
    act: { action: "coupons.update", on: couponSubject, replies: true },
    body: few(maxMembers, CouponPatch),
    bodyTypes: ["application/merge-patch+json", "application/json"],
    etag: true,
    ifMatch: "required",
    refuses: { not_found },
    status: 200,
    reply: Coupon,
  }),
  removeCoupon: defineEndpoint({
    method: "delete",
    path: "/admin/coupons/:code",
    summary: "Remove a coupon",
    description: "One that is added with its code later counts its uses anew.",
    access: "staff",
    params: couponParams,
    act: { action: "coupons.remove", on: couponSubject },
    ifMatch: "required",
    refuses: { not_found },
    status: 204,
    reply: z.undefined(),
  }),
};
