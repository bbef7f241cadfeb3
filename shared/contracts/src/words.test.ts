import { expect, test } from "vitest";
import { ImportRow } from "./catalog/imports.ts";
import { NewProduct, ProductPatch } from "./catalog/products.ts";
import { Email, emptyLine, line, prose } from "./language/text.ts";
import { WordName, few } from "./language/words.ts";
import { z } from "zod";

const variants = [{ sku: "A", price: { amount: 1, currency: "EUR" } }];
const named = (attributes: unknown) => NewProduct.safeParse({ name: "x", variants, attributes });

test.each([
  "Weight (g)",
  "RAM/ROM",
  "Length, cm",
  "Colour & pattern",
  "Size: EU",
  "Wi-Fi 5 GHz?",
  "No. of doors",
  "Largeur x Hauteur x Profondeur hors tout (mm)",
  "Price/kg (€)",
  "Ø 5 µm ± 2 %",
  "Temperature [°C]",
  "$where",
  "نوع",
  "constructor",
])("%s is a name of an attribute", (name) => {
  expect(named({ [name]: "42" }).data?.attributes).toEqual({ [name]: "42" });
});

test.each(["", "  ", "a\nb", "a\u0000", "\u200b", "x".repeat(101), "Size 🦊", "\ud800"])(
  "%j is none, and the answer says what is allowed",
  (name) => {
    const [issue] = named({ [name]: "42" }).error?.issues ?? [];
    expect(issue).toMatchObject({ path: ["attributes", name] });
    expect(issue?.message).toMatch(/^a name is one line of 1 to 100 letters/);
  },
);

test("a name that is the prototype's is refused and not left out", () => {
  const hidden = JSON.parse('{"__proto__":"42"}') as unknown;
  expect(named(hidden).error?.issues).toMatchObject([{ path: ["attributes", "__proto__"] }]);
  expect(named({ " __proto__ ": "42" }).success).toBe(false);
});

test.each([
  [{ Farbe: "rot", " Farbe": "blau" }, " Farbe"],
  [{ "Ma\u0308rz": "1", "M\u00e4rz": "2" }, "M\u00e4rz"],
])("of names that are read alike no value is lost: %j is refused", (attributes, again) => {
  expect(named(attributes).error?.issues).toMatchObject([{ path: ["attributes", again] }]);
});

test("names are trimmed and composed", () => {
  expect(named({ " Ma\u0308rz ": "1" }).data?.attributes).toEqual({ "M\u00e4rz": "1" });
});

test("values are as long as a list of ingredients", () => {
  expect(named({ Ingredients: "x".repeat(2000) }).success).toBe(true);
  expect(named({ Ingredients: "x".repeat(2001) }).success).toBe(false);
});

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`\n${index}`, 1]));
const product = (changes: object) => ({ name: "x", variants, ...changes });
const [variant] = variants;

test.each([
  ["attributes", product({ attributes: many(80_000) }), "attributes"],
  ["variants", product({ variants: Array.from({ length: 80_000 }, () => ({})) }), "variants"],
  [
    "options of a variant",
    product({ variants: [{ ...variant, options: many(80_000) }] }),
    "variants.0.options",
  ],
  ["options", product({ options: Array.from({ length: 80_000 }, () => 1) }), "options"],
  ["categories", product({ categories: Array.from({ length: 80_000 }, () => "") }), "categories"],
  ["pictures", product({ images: Array.from({ length: 80_000 }, () => ({})) }), "images"],
  ["members", product(many(80_000)), ""],
])("80,000 bad %s are one mistake, not 80,000", (_what, sent, path) => {
  const { error } = ImportRow.safeParse(sent);
  expect(error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  expect(error?.issues[0]?.message).toMatch(/^must be \d+ at most$/);
});

test("a patch may take away as many attributes as it brings", () => {
  const attributes = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`a${index}`, index < 50 ? null : "x"]),
  );
  expect(ProductPatch.safeParse({ attributes }).success).toBe(true);
});

test("what is counted first is otherwise what it was", () => {
  const schema = z.strictObject({ list: few(2, z.array(z.int())).default([1]) });
  expect(schema.parse({})).toEqual({ list: [1] });
  expect(schema.parse({ list: [1, 2] })).toEqual({ list: [1, 2] });
  expect(schema.safeParse({ list: [1, 2, 3] }).success).toBe(false);
  expect(schema.safeParse({ list: "x" }).success).toBe(false);
  expect(WordName.parse(" a ")).toBe("a");
});

test("a letter under a thousand accents is refused before they are put in order", () => {
  const stacked = line(10).safeParse(`a${"\u0301\u0323".repeat(16)}`);
  expect(stacked.error?.issues.map(({ message }) => message)).toEqual(["must not stack more than 30 marks"]);
  expect(line(10).parse("e\u0301\u0323")).toBe("\u1eb9\u0301");
});

test("what is a little too long is told in words for people, and by nothing else", () => {
  const messagesOf = (schema: z.ZodType, text: string) =>
    schema.safeParse(text).error?.issues.map(({ message }) => message);
  for (const schema of [line(10), emptyLine(10), prose(10)])
    expect(messagesOf(schema, "x".repeat(11))).toEqual(["must be of 10 characters at most"]);
  expect(messagesOf(Email, "x".repeat(255))).toEqual(["must be of 254 characters at most"]);
});

test("what is far too long is refused before it is composed, and what is spelt in pieces is not", () => {
  const far = line(10).safeParse("e\u0301".repeat(100_000));
  expect(far.error?.issues.map(({ message }) => message)).toEqual(["must be of 10 characters at most"]);
  expect(line(10).parse("\u03b1\u0313\u0300\u0345".repeat(10))).toBe("\u1f82".repeat(10));
});
