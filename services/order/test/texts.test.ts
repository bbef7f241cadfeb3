/** What people write into a checkout form, and what programs send in its place. */
import type { Problem } from "@shop/testing/http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, cover, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Lines of text of `POST /orders`. */
const fields = [
  "contact.email",
  "contact.name",
  "shippingAddress.name",
  "shippingAddress.line1",
  "shippingAddress.line2",
  "shippingAddress.city",
  "shippingAddress.region",
  "shippingAddress.postalCode",
  "shippingAddress.country",
  "coupon",
  "payment.token",
  "payment.method",
  "shippingMethod",
  "lines.0.sku",
  "expectedTotal.currency",
];
/** Of these, what is kept as it was written. */
const kept = fields.slice(1, 8);

const notOneLine = {
  "half a surrogate pair": "A\ud83e",
  "the other half": "\udd8aA",
  CRLF: "Eve\r\n\r\nYou have won: https://prize.example",
  "a line feed": "A\nB",
  NUL: "A\u0000B",
  ESC: "A\u001b[31mB",
  "a C1 control": "A\u0085B",
  "a line separator": "A\u2028B",
};
const invisible = { "zero width space": "\u200b", "soft hyphen": "\u00ad", "Hangul filler": "\u3164" };

async function aShop() {
  const alice = await shop.as();
  const whole = { ...anOrder(), expectedTotal: { amount: 2489, currency: "EUR" } };
  const post = (changes: Record<string, unknown>) => {
    const body = structuredClone(whole) as Record<string, unknown>;
    for (const [path, value] of Object.entries(changes)) set(body, path.split("."), value);
    return alice.placeOrder({ body: JSON.stringify(body), headers: newKey() });
  };
  return { alice, post };
}

function set(target: Record<string, unknown>, [name = "", ...rest]: string[], value: unknown): void {
  if (rest.length === 0) target[name] = value;
  else set(target[name] as Record<string, unknown>, rest, value);
}

/** The paths that a 400 names. */
function whereWrong({ problem }: { readonly problem: Problem | undefined }): string[] {
  expect(problem).toMatchObject({ status: 400, code: "request.invalid" });
  return [...new Set(problem?.errors?.map(({ path }) => path))];
}

test.each(Object.entries(notOneLine))("%s in any field is 400 with the field's path", async (_, text) => {
  const { alice, post } = await aShop();
  for (const path of fields) expect(whereWrong(await post({ [path]: text }))).toEqual([path]);
  expect((await alice.listOrders()).body.items).toEqual([]);
});

test("a text without anything to see is 400 with the field's path", async () => {
  const { post } = await aShop();
  for (const text of Object.values(invisible))
    for (const path of fields) expect(whereWrong(await post({ [path]: text }))).toEqual([path]);
});

test("texts are kept composed and trimmed, however they were typed", async () => {
  const { post } = await aShop();
  const text = "Café Zoë 3"; // composed
  for (const path of kept) {
    const { body } = await post({ [path]: `  ${text.normalize("NFD")} ` });
    const [object, member] = path.split(".") as ["contact" | "shippingAddress", string];
    expect((body[object] as Record<string, string>)[member]).toBe(text.normalize("NFC"));
  }
});

test.each([
  'Lovelace, Ada "Countess" <boss@example.net>',
  "Zoë 🦊 مريم",
  "Bcc: x@example.net;",
  "O’Hara-Śmith",
  "\u202bمريم\u202c",
])("the name %s is a name", async (name) => {
  const { post } = await aShop();
  expect((await post({ "contact.name": name })).body.contact.name).toBe(name);
});

const valid = [
  "plus+tag+two@example.com",
  "first_last@sub.example.co.uk",
  "o'hara@example.com",
  "a-b@xn--bcher-kva.example",
  "kontakt@xn--90ais.xn--p1ai",
  "tech/support@example.com",
  "r&d@example.com",
  "key=value@example.com",
  "!sale@example.com",
  "_@example.com",
  "x@a.museum",
  "info@müller.example",
  `${"a".repeat(64)}@example.com`,
];
const invalid = [
  "no at sign",
  "two@@example.com",
  "dot.@example.com",
  ".dot@example.com",
  "double..dot@example.com",
  "blank in@example.com",
  "a@-example.com",
  "line\nbreak@example.com",
  `${"a".repeat(65)}@example.com`,
  "a@example.com, b@example.com",
  "Eve <a@example.com>",
  "a@example.com\r\nBcc: b@example.com",
  "",
];

test("valid mail addresses are taken as they are, invalid ones are 400 at contact.email", async () => {
  const { post } = await aShop();
  for (const email of valid) expect((await post({ "contact.email": email })).body.contact.email).toBe(email);
  for (const email of invalid)
    expect(whereWrong(await post({ "contact.email": email }))).toEqual(["contact.email"]);
});

test("a blank that a keyboard added to an address is no part of it", async () => {
  const { post } = await aShop();
  for (const email of [" a@example.com", "a@example.com ", "\u00a0a@example.com\t"])
    expect((await post({ "contact.email": email })).body.contact.email).toBe("a@example.com");
});

test("99 of one SKU can be ordered and put into a cart, 100 cannot", async () => {
  const { alice, post } = await aShop();
  const problem = { status: 400, code: "request.invalid" };
  expect((await post({ "lines.0.quantity": 100 })).problem).toMatchObject(problem);
  const add = (quantity: number) => alice.addCartLine({ body: { sku: cover.sku, quantity } });
  const put = (quantity: number) => alice.setCartLine({ params: { sku: cover.sku }, body: { quantity } });
  expect((await add(100)).problem).toMatchObject(problem);
  expect((await put(100)).problem).toMatchObject(problem);
  expect((await add(99)).status).toBe(200);
  expect((await put(99)).status).toBe(200);
  expect((await add(1)).problem).toMatchObject({ status: 409, code: "cart.too_many" });
});

test("99 of one SKU in several lines are ordered, 100 are not", async () => {
  const sku = shop.sells({ available: 1000 });
  const alice = await shop.as();
  const order = (...quantities: number[]) =>
    alice.placeOrder({
      body: anOrder({ lines: quantities.map((quantity) => ({ sku, quantity })) }),
      headers: newKey(),
    });
  expect((await order(99)).body.lines).toMatchObject([{ quantity: 99 }]);
  expect((await order(50, 49)).body.lines).toMatchObject([{ quantity: 99 }]);
  expect((await order(50, 50)).problem).toMatchObject({ status: 400, code: "order.too_many" });
});
