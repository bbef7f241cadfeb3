/** What may be left out may be null or empty too, as forms and exports send it. */
import { expect, test } from "vitest";
import { CategoryPatch, NewCategory } from "./catalog/categories.ts";
import { ImportRow } from "./catalog/imports.ts";
import { ProductInput, ProductPatch } from "./catalog/products.ts";
import { ReviewInput } from "./catalog/reviews.ts";
import { CouponPatch, NewCoupon } from "./order/coupons.ts";
import { OrderRequest } from "./order/orders.ts";
import { RefundRequest } from "./order/refunding.ts";
import { ShipmentRequest } from "./order/shipping.ts";
import { NewShippingMethod, ShippingMethodPatch } from "./order/shipping-methods.ts";
import { TaxRatePatch } from "./order/tax-rates.ts";
import { addressesApi } from "./user/addresses.ts";
import { ApiKeyRequest } from "./user/api-keys.ts";

const price = { amount: 1, currency: "EUR" };
const bare = { name: "x", variants: [{ sku: "A", price }] };
const unknown = ["id", "slug", "description", "brand", "status", "taxCategory"];
const lists = ["categories", "attributes", "options", "images"];
const ofVariant = ["name", "options", "prices", "weightGrams", "stock"];
const each = (names: readonly string[], value: unknown) =>
  Object.fromEntries(names.map((name) => [name, value]));

test.each([null, "", " "])("a product with %j in every optional field is the one without them", (empty) => {
  const variants = [{ sku: "A", price, ...each(ofVariant, empty) }];
  const filled = { name: "x", variants, ...each([...unknown, ...lists], empty) };
  expect(ImportRow.parse(filled)).toEqual(ImportRow.parse(bare));
});

test.each([null, ""])("a picture, a review and a category take %j for what is left out", (empty) => {
  const url = "/images/a.webp";
  expect(ProductInput.parse({ ...bare, images: [{ url, alt: empty }] }).images).toEqual([{ url, alt: "" }]);
  expect(ReviewInput.parse({ rating: 5, title: empty, text: empty })).toEqual({
    rating: 5,
    title: "",
    text: "",
  });
  const category = each(["id", "slug", "parentId", "position"], empty);
  expect(NewCategory.parse({ name: "x", ...category })).toEqual(NewCategory.parse({ name: "x" }));
});

test.each([null, "", " "])("an order, and what becomes of it, take %j for what is left out", (empty) => {
  const name = "Ana";
  const order = {
    contact: { email: "ana@example.com", name },
    shippingAddress: { name, line1: "Main St 1", city: "Berlin", postalCode: "10115", country: "DE" },
    shippingMethod: "standard",
    payment: { method: "card", token: "tok_ok" },
  };
  const ofOrder = each(["lines", "currency", "coupon", "expectedTotal"], empty);
  expect(OrderRequest.parse({ ...order, ...ofOrder })).toEqual(OrderRequest.parse(order));
  const parcel = { carrier: "DHL", trackingNumber: "1" };
  expect(ShipmentRequest.parse({ ...parcel, lines: empty })).toEqual(ShipmentRequest.parse(parcel));
  const refund = each(["amount", "lines", "shipping", "restock"], empty);
  expect(RefundRequest.parse({ reason: "lost", ...refund })).toEqual(RefundRequest.parse({ reason: "lost" }));
});

test.each([null, "", " "])("what staff sets up takes %j for what is left out", (empty) => {
  const coupon = { code: "SAVE", kind: "percent", value: 10 };
  const limits = ["currency", "startsAt", "endsAt", "totalLimit", "perCustomerLimit", "minimum", "active"];
  expect(NewCoupon.parse({ ...coupon, ...each(limits, empty) })).toEqual(NewCoupon.parse(coupon));
  const method = (zone: object, step: object, more: object) => ({
    name: "Parcel",
    zones: [{ countries: ["DE"], ...zone }],
    prices: [{ price, ...step }],
    days: { min: 1, max: 2 },
    ...more,
  });
  const filled = method({ regions: empty }, { upToGrams: empty }, { id: empty, freeAbove: empty });
  expect(NewShippingMethod.parse(filled)).toEqual(NewShippingMethod.parse(method({}, {}, {})));
  const address = {
    name: "Ana",
    line1: "Main St 1",
    city: "Berlin",
    postalCode: "10115",
    country: "DE",
  };
  expect(addressesApi.addAddress.body.parse({ ...address, isDefault: empty })).toMatchObject({
    isDefault: false,
  });
  const key = { name: "till", scopes: ["orders:read"] };
  expect(ApiKeyRequest.parse({ ...key, expiresAt: empty })).toEqual(ApiKeyRequest.parse(key));
});

test.each([null, "", " "])("in a patch %j takes away what may go, and the rest stays", (empty) => {
  const fields = ["description", "brand", "taxCategory", ...lists];
  expect(ProductPatch.parse(each([...fields, "slug", "status"], empty))).toEqual(each(fields, null));
  const place = ["parentId", "position"];
  expect(CategoryPatch.parse({ ...each(place, empty), slug: empty })).toEqual(each(place, null));
  const limits = ["startsAt", "endsAt", "totalLimit", "perCustomerLimit", "minimum"];
  expect(CouponPatch.parse(each([...limits, "currency", "active"], empty))).toEqual(each(limits, null));
  expect(ShippingMethodPatch.parse({ freeAbove: empty })).toEqual({ freeAbove: null });
  expect(TaxRatePatch.parse(each(["region", "category"], empty))).toEqual(each(["region", "category"], null));
  expect(addressesApi.updateAddress.body.parse({ isDefault: empty })).toEqual({});
  for (const patch of [ProductPatch, CouponPatch, ShippingMethodPatch, TaxRatePatch])
    expect(patch.parse({})).toEqual({});
});

test("what must be there is not left out by being empty", () => {
  for (const empty of [null, ""]) {
    expect(ProductInput.safeParse({ ...bare, name: empty }).success).toBe(false);
    for (const name of ["name", "variants"])
      expect(ProductPatch.safeParse({ [name]: empty }).success).toBe(false);
    expect(CategoryPatch.safeParse({ name: empty }).success).toBe(false);
    expect(NewCategory.safeParse({ name: empty }).success).toBe(false);
  }
});
