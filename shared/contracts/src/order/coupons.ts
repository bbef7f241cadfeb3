/** Codes that make an order cheaper, as staff manages them. */
import { z } from "zod";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { orAbsent, orDefault, orNull } from "../language/optional.ts";
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

/** For a client that sends it: an instant in any zone, that RFC 3339 can write in UTC. */
const Instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .refine((text) => /^\d{4}-/.test(text), { error: "must be in the years 0000 to 9999 of UTC" });

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
  startsAt: Instant,
  /** From then on it is expired. */
  endsAt: Instant,
  totalLimit: limit,
  perCustomerLimit: limit,
  minimum: amount.meta({ description: "What the goods cost at least, in minor units of `currency`." }),
  active: z.boolean(),
};

export const NewCoupon = z
  .strictObject({
    ...couponFields,
    code: CouponCode,
    currency: orAbsent(couponFields.currency),
    startsAt: orDefault(couponFields.startsAt.nullable(), null),
    endsAt: orDefault(couponFields.endsAt.nullable(), null),
    totalLimit: orDefault(couponFields.totalLimit.nullable(), null),
    perCustomerLimit: orDefault(couponFields.perCustomerLimit.nullable(), null),
    minimum: orDefault(couponFields.minimum.nullable(), null),
    active: orDefault(couponFields.active, true),
  })
  .meta({ id: "NewCoupon" });
export type NewCoupon = z.infer<typeof NewCoupon>;

/** A JSON merge patch (RFC 7396): null, or empty, takes a limit or a date away; currency and `active` stay. */
export const CouponPatch = z
  .strictObject({
    ...couponFields,
    currency: orAbsent(couponFields.currency),
    startsAt: orNull(couponFields.startsAt),
    endsAt: orNull(couponFields.endsAt),
    totalLimit: orNull(couponFields.totalLimit),
    perCustomerLimit: orNull(couponFields.perCustomerLimit),
    minimum: orNull(couponFields.minimum),
    active: orAbsent(couponFields.active),
  })
  .partial()
  .meta({ id: "CouponPatch" });
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
