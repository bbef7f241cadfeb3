import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

/** No two alike, so that none lies there already. */
const aPicture = (width = 40, height = 30) => {
  const [r = 0, g = 0, b = 0] = Buffer.from(uniqueWord(), "hex");
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
};

async function newProduct() {
  const { body, headers } = await catalog.staff.createProduct({ body: aProduct() });
  return { params: { id: body.id }, headers: ifMatch({ headers }) };
}

const nameIn = (url: string): { name: string } => ({ name: url.replace("/images/", "") });

test("a picture is added to a product by an edit, and is shown as WebP for ever", async () => {
  const { params } = await newProduct();
  const body = await aPicture().png().toBuffer();
  const added = await catalog.staff.addImage({ params, query: { alt: "From the front" }, body });
  expect(added).toMatchObject({
    status: 201,
    body: { url: expect.stringMatching(/^\/images\/[0-9a-f]{32}\.webp$/), alt: "From the front" },
  });
  const product = await catalog.public.getProduct({ params });
  expect(product.body).toMatchObject({ images: [added.body], version: 2 });
  expect(added.headers.get("etag")).toMatch(/^"2-/);

  const shown = await catalog.public.getImage({ params: nameIn(added.body.url) });
  expect(shown.status).toBe(200);
  expect(shown.headers.get("content-type")).toBe("image/webp");
  expect(shown.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(shown.headers.get("content-security-policy")).toBe("default-src 'none'");
  expect(await sharp(shown.body).metadata()).toMatchObject({ format: "webp", width: 40, height: 30 });
  const known = { "if-none-match": shown.headers.get("etag") ?? "" };
  expect((await catalog.public.getImage({ params: nameIn(added.body.url), headers: known })).status).toBe(
    304,
  );
  const head = await fetch(catalog.url + added.body.url, { method: "HEAD" });
  expect(head.headers.get("content-length")).toBe(String(shown.body.length));
});

test("the same picture lies there once, and a product that shows it changes its alt alone", async () => {
  const [one, other] = [await newProduct(), await newProduct()];
  const body = await aPicture().jpeg().toBuffer();
  const first = await catalog.staff.addImage({ params: one.params, query: { alt: "a" }, body });
  const second = await catalog.staff.addImage({ params: other.params, query: { alt: "b" }, body });
  expect(second.body.url).toBe(first.body.url);
  await catalog.staff.addImage({ params: one.params, query: { alt: "c" }, body });
  const again = await catalog.staff.addImage({ params: one.params, body });
  expect(again.headers.get("etag")).toMatch(/^"3-/);
  const { images } = (await catalog.public.getProduct({ params: one.params })).body;
  expect(images).toEqual([{ url: first.body.url, alt: "c" }]);
  const files = catalog.rows("pictures.files");
  expect(await files.countDocuments({ filename: nameIn(first.body.url).name })).toBe(1);
});

test("many who upload one new picture at once all get it", async () => {
  const products = await Promise.all(Array.from({ length: 8 }, newProduct));
  const body = await aPicture().png().toBuffer();
  const added = await Promise.all(products.map(({ params }) => catalog.staff.addImage({ params, body })));
  expect(added.map(({ status }) => status)).toEqual(products.map(() => 201));
  expect(new Set(added.map((each) => each.body.url)).size).toBe(1);
  const { url } = added[0]?.body ?? { url: "" };
  expect(await catalog.rows("pictures.files").countDocuments({ filename: nameIn(url).name })).toBe(1);
});

test("all pictures of a product are replaced by one, by whoever has seen them", async () => {
  const { params, headers } = await newProduct();
  const [first, second] = [await aPicture().png().toBuffer(), await aPicture().webp().toBuffer()];
  const added = await catalog.staff.addImage({ params, body: first });
  expect((await catalog.staff.replaceImages({ params, body: second })).status).toBe(428);
  expect((await catalog.staff.replaceImages({ params, body: second, headers })).status).toBe(412);
  const seen = ifMatch(added);
  const replaced = await catalog.staff.replaceImages({
    params,
    body: second,
    headers: seen,
    query: { alt: "b" },
  });
  expect(replaced.status).toBe(200);
  const { images } = (await catalog.public.getProduct({ params })).body;
  expect(images).toEqual([replaced.body]);
});

test("a product has fifty pictures at most, and whoever may not change it learns so before anything is opened", async () => {
  const images = Array.from({ length: 50 }, (_, n) => ({ url: `/images/p${n}.webp`, alt: "" }));
  const { body: full } = await catalog.staff.createProduct({ body: aProduct({ images }) });
  const body = "no picture";
  const addTo = (id: string) => catalog.staff.addImage({ params: { id }, body });
  expect((await addTo(full.id)).problem?.code).toBe("product.too_many_images");
  expect((await addTo("nobody")).problem?.code).toBe("product.not_found");
  const customer = await catalog.as("customer");
  expect((await customer.addImage({ params: { id: full.id }, body })).status).toBe(403);
  expect((await catalog.public.addImage({ params: { id: full.id }, body })).status).toBe(401);
});

test("what is sent wrong is said in the contract's words", async () => {
  const { params } = await newProduct();
  const body = await aPicture().png().toBuffer();
  const typed = (type: string) => catalog.staff.addImage({ params, body, headers: { "content-type": type } });
  expect((await typed("image/gif")).status).toBe(415);
  expect((await typed("image/jpeg")).status).toBe(201);
  const large = Buffer.alloc(10 * 1024 * 1024 + 1);
  expect((await catalog.staff.addImage({ params, body: large })).status).toBe(413);
  for (const alt of ["x".repeat(501), "two\nlines"]) {
    const { problem } = await catalog.staff.addImage({ params, body, query: { alt } });
    expect(problem).toMatchObject({ status: 400, errors: [{ path: "query.alt" }] });
  }
});

test("a picture is as wide as it is asked for, once made, and never wider than it is", async () => {
  const { params } = await newProduct();
  const { body } = await catalog.staff.addImage({ params, body: await aPicture(500, 250).png().toBuffer() });
  const asked = nameIn(body.url);
  const wide = (w: string) => catalog.public.getImage({ params: asked, query: { w } });
  const all = await Promise.all(["160", "160", "160", "320", "640", "1280"].map(wide));
  const widths = await Promise.all(all.map(async (each) => (await sharp(each.body).metadata()).width));
  expect(widths).toEqual([160, 160, 160, 320, 500, 500]);
  const files = catalog.rows<{ filename: string }>("pictures.files");
  const kept = await files.find({ filename: { $regex: `${asked.name}$` } }).toArray();
  expect(kept.map(({ filename }) => filename).toSorted()).toEqual(
    [`160/${asked.name}`, `320/${asked.name}`, asked.name].toSorted(),
  );
});

test.each(["161", "0", "-160", "160.0", "1e3", "", " 160", "0xa0", "160\u0000", "99999999999999999999"])(
  "there is no width %j",
  async (w) => {
    const { problem } = await catalog.public.getImage({ params: { name: "a.webp" }, query: { w } });
    expect(problem).toMatchObject({ status: 400, errors: [{ path: "query.w" }] });
  },
);

test("nothing but a picture is served, and the gateway may remember so for a moment", async () => {
  for (const query of [{}, { w: "160" }]) {
    const answer = await catalog.public.getImage({ params: { name: "nothing-like-it.webp" }, query });
    expect(answer.problem?.code).toBe("image.not_found");
    expect(answer.headers.get("surrogate-control")).toBe("max-age=10");
  }
  for (const path of ["..%2fpackage.json", "160%2fa.webp", "README.md", "a.b.svg", ".svg"])
    expect([400, 404]).toContain((await fetch(`${catalog.url}/images/${path}`)).status);
});

test("two hundred who look at once are all shown it", async () => {
  const { params } = await newProduct();
  const noise = { type: "gaussian" as const, mean: 128, sigma: 60 };
  const large = sharp({ create: { width: 900, height: 900, channels: 3, background: "#fff", noise } });
  const { body } = await catalog.staff.addImage({ params, body: await large.png().toBuffer() });
  const shown = await Promise.all(
    Array.from({ length: 200 }, () => catalog.public.getImage({ params: nameIn(body.url) })),
  );
  expect(new Set(shown.map((each) => `${each.status} ${each.body.length}`)).size).toBe(1);
});
