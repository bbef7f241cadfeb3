/** A program as a user of the documents would write it: typed by them alone, it stands beside the types made from them. */
export const buyer = `
import createClient from "openapi-fetch";
import type { components, paths } from "./shop.ts";

const shop = createClient<paths>({ baseUrl: process.env["SHOP_URL"] ?? "" });
const fail = (problem: components["schemas"]["Problem"]): never => {
  throw new Error(\`\${problem.code}: \${problem.detail}\`);
};

const { data: guest = fail({} as never) } = await shop.POST("/auth/guest");
const asGuest = { Authorization: \`Bearer \${guest.accessToken}\` };

const { data: page, error: refused } = await shop.GET("/products", {
  params: { query: { category: "phone-cases", inStock: "true", sort: "price", limit: 100 } },
});
if (refused) fail(refused);
const items: components["schemas"]["ProductItem"][] = page?.items ?? [];
const cover = items.find(({ id }) => id === "66432");
const { data: product = fail({} as never) } = await shop.GET("/products/{id}", {
  params: { path: { id: cover?.id ?? "" } },
});
const variant: components["schemas"]["Variant"] | undefined = product.variants.find(
  ({ sku }) => sku === "66432-BLK",
);

type CartTag = paths["/cart/lines"]["post"]["responses"][200]["headers"]["ETag"];
const { response: put } = await shop.POST("/cart/lines", {
  headers: asGuest,
  body: { sku: variant?.sku ?? "", quantity: 1 },
});
const cartTag: CartTag = put.headers.get("ETag") ?? "";
const again = await shop.GET("/cart", { headers: asGuest, params: { header: { "If-None-Match": cartTag } } });

const { data: order, error } = await shop.POST("/orders", {
  headers: asGuest,
  params: { header: { "Idempotency-Key": \`"\${crypto.randomUUID()}"\`, Prefer: "wait=5" } },
  body: {
    contact: { email: "alice@example.com", name: "Alice" },
    shippingAddress: { name: "Alice", line1: "Main St 1", city: "Berlin", postalCode: "10115", country: "DE" },
    shippingMethod: "standard",
    payment: { method: "card", token: "tok_ok" },
  },
});
if (error) throw fail(error);
const status: components["schemas"]["OrderStatus"] = order.status;
const { data: timeline } = await shop.GET("/orders/{id}/timeline", {
  headers: asGuest,
  params: { path: { id: order.id } },
});

const { data: session = fail({} as never) } = await shop.POST("/auth/login", {
  body: { email: "admin@supercoolshop.test", password: "admin-of-the-shop" },
});
const asAdmin = { Authorization: \`Bearer \${session.accessToken}\` };
const sku = \`STAND-\${crypto.randomUUID().slice(0, 8)}\`;
const price = { amount: 1499, currency: "EUR" as const };
// What has a default may be left out.
const { data: made = fail({} as never), response: created } = await shop.POST("/products", {
  headers: asAdmin,
  body: { name: "Phone Stand", variants: [{ sku, price }] },
});
type ProductTag = paths["/products"]["post"]["responses"][201]["headers"]["ETag"];
const seen: ProductTag = created.headers.get("ETag") ?? "";
const rename = (tag: ProductTag, name: string) =>
  shop.PATCH("/products/{id}", {
    headers: { ...asAdmin, "Content-Type": "application/merge-patch+json" },
    params: { path: { id: made.id }, header: { "If-Match": tag } },
    body: { name, brand: null },
  });
const renamed = await rename(seen, "Folding Phone Stand");
const stale = await rename(seen, "Somebody else's stand");
const careless = (path: { id: string }) =>
  // @ts-expect-error -- what has an ETag is not changed without If-Match
  shop.DELETE("/products/{id}", { params: { path } });

const row: components["schemas"]["ImportRow"] = { name: "Stand", variants: [{ sku: \`\${sku}-2\`, price, stock: 3 }] };
const { data: report } = await shop.POST("/products/import", {
  headers: { ...asAdmin, "Content-Type": "application/x-ndjson" },
  body: \`\${JSON.stringify(row)}\\n\`,
  bodySerializer: (text) => text,
});

process.stdout.write(
  JSON.stringify({
    status,
    total: order.total.amount,
    timeline: timeline?.items.map(({ type }) => type),
    cartTag,
    unchanged: again.response.status,
    stale: stale.response.status,
    renamed: renamed.response.status,
    row: report?.created === 1 ? "created" : report,
  }),
);
`;
