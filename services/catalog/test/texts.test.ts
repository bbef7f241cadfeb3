/** Every text that enters the catalog, in each form that has hurt somebody. */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

type Answer = {
  status: number;
  body: unknown;
  problem: { readonly errors?: readonly { readonly path: string }[] } | undefined;
};
type Field = {
  readonly path: string;
  readonly send: (text: string) => Promise<Answer>;
  readonly readBack: (body: never) => unknown;
  /** Several lines, perhaps empty; a line that may be empty; one that says nothing then; or neither. */
  readonly kind: "line" | "emptyLine" | "optionalLine" | "prose";
};

const post = (changes: object) =>
  catalog.staff.createProduct({ body: JSON.stringify({ ...aProduct(), ...changes }) });
const variants = (more: object) => ({ variants: [{ sku: `T-${uniqueWord()}`, price: euros(1), ...more }] });
const review = async (changes: object) => {
  const { id } = (await catalog.staff.createProduct({ body: aProduct() })).body;
  const customer = await catalog.as("customer");
  return customer.createReview({ params: { id }, body: JSON.stringify({ rating: 5, ...changes }) });
};
const patch = async (changes: object) => {
  const product = await catalog.staff.createProduct({ body: aProduct() });
  const target = { params: { id: product.body.id }, headers: ifMatch(product) };
  return catalog.staff.updateProduct({ ...target, body: JSON.stringify(changes) });
};
const adjust = async (reason: string) => {
  const {
    variants: [variant],
  } = (await catalog.staff.createProduct({ body: aProduct() })).body;
  const headers = { "idempotency-key": randomUUID() };
  const params = { sku: variant?.sku ?? "" };
  const answer = await catalog.staff.adjustStock({
    params,
    headers,
    body: JSON.stringify({ delta: 1, reason }),
  });
  if (answer.status !== 200) return answer;
  return { ...answer, body: (await catalog.staff.listMovements({ params })).body.items[0] };
};
const image = (alt: string) => ({ images: [{ url: "/images/a.svg", alt }] });

type Shown = {
  name: string;
  brand: string;
  description: string;
  images: { alt: string }[];
  attributes: Record<string, string>;
  options: { name: string; values: string[] }[];
  variants: { name: string; options: Record<string, string> }[];
};
const field = (
  path: string,
  kind: Field["kind"],
  send: Field["send"],
  readBack: (body: Shown) => unknown,
): Field => ({ path, kind, send, readBack });
const names: Field[] = [
  field(
    "name",
    "line",
    (name) => post({ name }),
    ({ name }) => name,
  ),
  field(
    "name",
    "line",
    (name) => patch({ name }),
    ({ name }) => name,
  ),
  field(
    "brand",
    "optionalLine",
    (brand) => post({ brand }),
    ({ brand }) => brand,
  ),
  field(
    "description",
    "prose",
    (description) => post({ description }),
    ({ description }) => description,
  ),
  field(
    "images.0.alt",
    "emptyLine",
    (alt) => post(image(alt)),
    ({ images }) => images[0]?.alt,
  ),
  field(
    "attributes.Care",
    "line",
    (Care) => post({ attributes: { Care } }),
    ({ attributes }) => attributes["Care"],
  ),
  field(
    "variants.0.name",
    "optionalLine",
    (name) => post(variants({ name })),
    (shown) => shown.variants[0]?.name,
  ),
  field(
    "variants.0.options.Size",
    "line",
    (Size) => post(variants({ options: { Size } })),
    ({ options }) => options[0]?.values[0],
  ),
  field(
    "options.0.name",
    "line",
    (name) => post({ options: [{ name, values: ["x"] }], ...variants({ options: { [name.trim()]: "x" } }) }),
    ({ options }) => options[0]?.name,
  ),
  field(
    "title",
    "emptyLine",
    (title) => review({ title }),
    (body) => (body as unknown as { title: string }).title,
  ),
  field(
    "text",
    "prose",
    (text) => review({ text }),
    (body) => (body as unknown as { text: string }).text,
  ),
  field("reason", "line", adjust, (body) => (body as unknown as { reason: string }).reason),
  field(
    "name",
    "line",
    (name) => catalog.staff.createCategory({ body: JSON.stringify({ name }) }),
    ({ name }) => name,
  ),
];

const refused: [string, string, Field["kind"][]][] = [
  ["NUL", "a\0b", ["line", "emptyLine", "optionalLine", "prose"]],
  ["an escape", "a\u001b[31mb", ["line", "emptyLine", "optionalLine", "prose"]],
  ["half a surrogate pair", "a\ud83e", ["line", "emptyLine", "optionalLine", "prose"]],
  ["a pile of marks", `a${"\u0301\u0323".repeat(50)}`, ["line", "emptyLine", "optionalLine", "prose"]],
  ["a line end", "a\r\nb", ["line", "emptyLine", "optionalLine"]],
  ["a line separator", "a\u2028b", ["line", "emptyLine", "optionalLine"]],
  ["nothing to see", " \u200b\u00a0 ", ["line", "emptyLine", "optionalLine"]],
  ["nothing", "", ["line"]],
];

test.each(names)("$path takes text and composes it, and refuses with its path what is none", async (each) => {
  const { path, kind, send, readBack } = each;
  const answer = await send(" Ma\u0308rz 🦊 مريم ".replace(path === "options.0.name" ? "🦊" : "", ""));
  const composed = path === "options.0.name" ? "M\u00e4rz  مريم" : "M\u00e4rz 🦊 مريم";
  expect(answer.problem).toBeUndefined();
  expect(readBack(answer.body as never)).toBe(composed);
  for (const [what, text, kinds] of refused) {
    const { status, problem } = await send(text);
    if (!kinds.includes(kind)) {
      expect(status).toBeLessThan(300);
      continue;
    }
    expect([what, status]).toEqual([what, 400]);
    expect(problem?.errors?.map((error) => error.path)).toContain(path);
  }
});
