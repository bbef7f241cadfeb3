/** A product's page, by what a person sees of it. */
import { cover, item } from "@shop/contracts/catalog/examples";
import { examples } from "@shop/contracts/examples";
import type { Product } from "@shop/contracts/catalog/products";
import { refusal, type FakeCall } from "@shop/testing/fake-service";
import { attributeOf } from "@shop/testing/html";
import { expect, test } from "vitest";
import { runWeb, useWeb } from "./running-web.ts";

const web = await useWeb();

const aProduct = `/p/${cover.slug}`;
const product = examples["getProduct"]?.reply as Product;
const answer = (changed: Partial<Product>) => web.catalog.answer("getProduct", { ...product, ...changed });
const soldOut = (...skus: string[]): Partial<Product> => ({
  variants: product.variants.map((variant) => ({ ...variant, inStock: !skus.includes(variant.sku) })),
});

test("what it is, what it costs and that it is there stand in the first HTML, with a button to buy it", async () => {
  const page = await web.browser().open(aProduct);
  expect(page.heading).toBe(cover.name);
  expect(page.texts(".standing .price")).toEqual(["€19.99"]);
  expect(page.texts(".standing .pill")).toEqual(["In stock"]);
  expect(page.texts(".adding button")).toEqual(["Add to bag"]);
});

test("each colour is a choice that posts its SKU; a sold-out one can be reached and says why", async () => {
  answer(soldOut("66432-SGE"));
  const page = await web.browser().open(aProduct);
  const radios = page.all(`.options input[type="radio"]`);
  expect(radios.map((radio) => attributeOf(radio, "value"))).toEqual(product.variants.map(({ sku }) => sku));
  expect(radios.filter((radio) => attributeOf(radio, "disabled") !== undefined)).toEqual([]);
  const [sage] = radios.filter((radio) => attributeOf(radio, "value") === "66432-SGE");
  expect(page.texts(`#${attributeOf(sage!, "aria-describedby")}`)).toEqual(["Sold out"]);
});

test("the address chooses one, and what it does not know changes nothing", async () => {
  const chosen = async (address: string) => {
    const page = await web.browser().open(address);
    return page.all(`.options input[checked]`).map((radio) => attributeOf(radio, "value"));
  };
  expect(await chosen(`${aProduct}?sku=66432-RED`)).toEqual(["66432-RED"]);
  const plain = await web.browser().open(aProduct);
  for (const query of ["sku=nothing", "sku=", "sku=a&sku=b", `sku=${"x".repeat(900)}`, "sku=%00"]) {
    const page = await web.browser().open(`${aProduct}?${query}`);
    expect([query, page.status, page.html === plain.html]).toEqual([query, 200, true]);
  }
});

test("a sold-out one that is asked for says so, and its button says why it is no use", async () => {
  answer(soldOut("66432-BLK"));
  const page = await web.browser().open(`${aProduct}?sku=66432-BLK`);
  expect(page.texts(".standing .pill")).toEqual(["Sold out"]);
  const [button] = page.all(".adding button");
  expect(attributeOf(button!, "aria-disabled")).toBe("true");
  expect(page.texts(`#${attributeOf(button!, "aria-describedby")}`)).toEqual([
    "This one is sold out. Choose another one.",
  ]);
  const other = await web.browser().open(aProduct);
  expect(other.texts(".standing .pill")).toEqual(["In stock"]);
});

test("when all of it is sold out there is no button, and the page says so", async () => {
  answer(soldOut(...product.variants.map(({ sku }) => sku)));
  const page = await web.browser().open(aProduct);
  expect(page.all(".adding button")).toEqual([]);
  expect(page.text).toContain("Sold out just now");
});

test("without a script the chosen SKU and the quantity go into the bag", async () => {
  const browser = web.browser();
  const page = await browser.open(aProduct);
  await page.submit("/bag/lines", { sku: "66432-RED", quantity: "2" });
  expect(web.order.asked("addCartLine")).toMatchObject([{ body: { sku: "66432-RED", quantity: 2 } }]);
});

test("without a script, what cannot be put into the bag leads back to what was chosen", async () => {
  web.order.refuse("addCartLine", { status: 404, code: "cart.unknown_sku" });
  const page = await web.browser().open(aProduct);
  const refused = await page.submit("/bag/lines", { sku: "66432-RED" });
  expect(refused.status).toBe(404);
  expect((await refused.follow("Back to the product")).path).toBe(`${aProduct}?sku=66432-RED`);
});

test("an id leads to the slug, and keeps what is chosen", async () => {
  const page = await web.browser().open(`/p/${cover.id}?sku=66432-RED`);
  expect(page.path).toBe(`${aProduct}?sku=66432-RED`);
});

test("one that is gone is a 404 page that shows what is like it, and where that is", async () => {
  const gone = refusal({ status: 404, code: "product.not_found" });
  web.catalog.answer("getProduct", ({ params }: FakeCall) => (params["id"] === item.id ? product : gone));
  web.catalog.answer("listProducts", { items: [item], next: null });
  const page = await web.browser().open("/p/soft-touch-cover-of-old");
  expect([page.status, page.heading]).toEqual([404, "This product is not sold here any more"]);
  expect(web.catalog.asked("listProducts")).toMatchObject([{ query: { q: "soft touch cover old" } }]);
  expect(page.texts(".card h3")).toContain(item.name);
  expect(page.texts(".categories a")).toEqual(product.categories.map(({ name }) => name));
  expect(page.all(`main a[href="/"]`)).toHaveLength(1);
});

test("what is no name of a product is gone too, and the catalog is not asked for it", async () => {
  for (const slug of ["%00", "%E2%80%AE", "a..b", "x".repeat(900), "%22%3E"]) {
    expect((await web.browser().open(`/p/${slug}`)).status).toBe(404);
  }
  // But for what is like it.
  const asked = web.catalog.asked("getProduct").map(({ params }) => params["id"]);
  expect(asked.filter((id) => id !== item.id)).toEqual([]);
});

test("what goes with it may be missing: the rest of the page stays, and the gateway asks again soon", async () => {
  web.catalog.refuse("listRelated", { status: 503, code: "service.unavailable" });
  const page = await web.browser().open(aProduct);
  expect([page.status, page.heading]).toEqual([200, cover.name]);
  expect(page.text).toContain("cannot be shown just now");
  expect(page.headers["surrogate-control"]).toBe("max-age=5");
});

test("programs read the offer, the rating and the way to it", async () => {
  const page = await web.browser().open(aProduct);
  const [offer, crumbs] = page
    .all(`script[type="application/ld+json"]`)
    .map(
      ({ childNodes }) => JSON.parse((childNodes[0] as { value: string }).value) as Record<string, unknown>,
    );
  expect(offer).toMatchObject({
    "@type": "Product",
    name: cover.name,
    offers: {
      "@type": "Offer",
      price: "19.99",
      priceCurrency: "EUR",
      availability: "https://schema.org/InStock",
    },
    aggregateRating: { ratingValue: 4.6, reviewCount: 38 },
  });
  expect(crumbs).toMatchObject({ "@type": "BreadcrumbList" });
  const [canonical] = page.all(`link[rel="canonical"]`);
  expect(attributeOf(canonical!, "href")).toBe(`${web.config.shopUrl}${aProduct}`);
});

test("the first picture is asked for at once, all others when they are seen, each in widths", async () => {
  answer({ images: ["a", "b", "c"].map((name) => ({ url: `/images/${name}.webp`, alt: name })) });
  const page = await web.browser().open(aProduct);
  const pictures = page.all(".pictures img");
  expect(pictures.map((picture) => attributeOf(picture, "loading"))).toEqual([undefined, "lazy", "lazy"]);
  expect(attributeOf(pictures[0]!, "fetchpriority")).toBe("high");
  expect(attributeOf(pictures[0]!, "srcset")).toContain("/images/a.webp?w=320 320w");
});

test("the manifest and the icon are there for whoever looks for them; the parts only where the shop is developed", async () => {
  expect(JSON.parse((await web.browser().send("/manifest.webmanifest")).html)).toMatchObject({
    start_url: "/",
  });
  const icon = await web.browser().send("/favicon.ico");
  expect([icon.status, icon.headers["content-type"]]).toEqual([200, "image/svg+xml"]);
  expect((await web.browser().open("/parts")).heading).toBe("Parts");
  await using shop = await runWeb({ isDevelopment: false });
  expect((await shop.browser().open("/parts")).status).toBe(404);
});

test("an asset of another day answers what is there today, and nobody keeps it", async () => {
  const page = await web.browser().open(aProduct);
  const [sheet] = page.all(`link[rel="stylesheet"]`);
  const today = await web.browser().send(attributeOf(sheet!, "href")!);
  expect(today.headers["cache-control"]).toContain("immutable");
  const old = await web.browser().send("/assets/shop.0123456789ab.css");
  expect([old.status, old.headers["cache-control"], old.html]).toEqual([200, "no-store", today.html]);
});
