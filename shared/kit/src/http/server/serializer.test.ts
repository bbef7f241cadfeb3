import { expect, test } from "vitest";
import { z } from "zod";
import { createSerializer } from "./serializer.ts";

const Money = z.strictObject({ amount: z.int(), currency: z.enum(["EUR"]) }).meta({ id: "TestMoney" });
const Product = z.object({
  id: z.string(),
  price: Money.nullable(),
  brand: z.string().nullable(),
  rating: z.object({ average: z.number().nullable(), count: z.int() }),
  tags: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
  note: z.string().optional(),
  payment: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("card"), last4: z.string() }),
    z.object({ kind: z.literal("cash") }),
  ]),
});
const serialize = createSerializer(Product);

const product = {
  id: "66432",
  price: { amount: 1999, currency: "EUR" },
  brand: null,
  rating: { average: 4.5, count: 2 },
  tags: ["a", 'ü"\n'],
  attributes: { color: "red" },
  payment: { kind: "card", last4: "4242" },
};

test("what the contract names is written as JSON writes it", () => {
  expect(JSON.parse(serialize(product))).toEqual(product);
  const empty = { ...product, price: null, rating: { average: null, count: 0 }, payment: { kind: "cash" } };
  expect(JSON.parse(serialize(empty))).toEqual(empty);
});

test("what the contract does not name is left out, at every depth and in a union", () => {
  const secret = { passwordHash: "leaked" };
  const leaky = {
    ...product,
    ...secret,
    price: { ...product.price, ...secret },
    rating: { ...product.rating, ...secret },
    payment: { ...product.payment, ...secret },
  };
  expect(JSON.parse(serialize(leaky))).toEqual(product);
});

test("a missing required property is an error, an absent optional one is not written", () => {
  expect(() => serialize({ ...product, id: undefined })).toThrow(/"id" is required/);
  expect(serialize({ ...product, note: undefined })).not.toContain("note");
});

test("a list of nullable named things is written", () => {
  const serializeList = createSerializer(z.object({ items: z.array(Money.nullable()) }));
  expect(serializeList({ items: [null, { amount: 1, currency: "EUR" }] })).toBe(
    '{"items":[null,{"amount":1,"currency":"EUR"}]}',
  );
});

test("a contract that JSON cannot say is refused when the process starts", () => {
  expect(() => createSerializer(z.object({ at: z.date() }))).toThrow(/Date/);
});
