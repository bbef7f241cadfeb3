/** Pictures through the gateway: seen at once, kept for everybody, and refused without hurting who comes next. */
import { request, Agent } from "node:http";
import { beforeAll, expect, test } from "vitest";
import type { Person } from "../test-shop.ts";
import { shop } from "./shared-shop.ts";

let admin: Person;
let productId: string;
beforeAll(async () => {
  admin = await shop.logIn("admin");
  const { body } = await admin.createProduct({
    body: { name: "Kite", variants: [{ sku: "KITE-1", price: { amount: 1999, currency: "EUR" } }] },
  });
  productId = body.id;
});
const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect width="4" height="2"/></svg>';
const read = (path: string, init: RequestInit = {}) => fetch(shop.gatewayUrl + path, init);

test("a picture is in the product's next answer, and the gateway keeps it in each width", async () => {
  const ask = () => shop.nobody.getProduct({ params: { id: productId } });
  await ask();
  const added = await admin.addImage({ params: { id: productId }, query: { alt: "A kite" }, body: svg });
  expect(added.status).toBe(201);
  expect((await ask()).body).toMatchObject({ images: [added.body] });
  const wide = `${added.body.url}?w=320`;
  const first = await read(wide);
  expect([first.status, first.headers.get("content-type")]).toEqual([200, "image/webp"]);
  expect(first.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  // A gateway that only now begins to hear of changes forgets what it kept before.
  const status = async () => (await read(wide)).headers.get("cache-status");
  await expect.poll(status, { timeout: 10_000 }).toContain("hit");
  const known = { headers: { "if-none-match": first.headers.get("etag") ?? "" } };
  expect((await read(wide, known)).status).toBe(304);
  expect((await read(wide, { method: "HEAD" })).headers.get("content-length")).toBe(
    first.headers.get("content-length"),
  );
  expect((await read(`${added.body.url}?w=321`)).status).toBe(400);
});

type Refused = {
  readonly token?: string;
  readonly type?: string;
  readonly size: number;
  readonly path: string;
};

/** The status of a body that is sent in chunks, as long as it is read. */
function upload(
  agent: Agent,
  { token, type = "image/png", size, path }: Refused,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": type, ...(token && { authorization: `Bearer ${token}` }) };
    const sent = request(shop.gatewayUrl + path, { method: "POST", headers, agent }, (answer) => {
      answer.resume().once("end", () => resolve(answer.statusCode));
    });
    sent.once("error", reject);
    for (let left = size; left > 0; left -= 64 * 1024) sent.write(Buffer.alloc(Math.min(left, 64 * 1024)));
    sent.end();
  });
}

test("an upload is refused in the contract's order, and the next on the connection is answered", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const large = 10 * 1024 * 1024 + 1;
  const { token } = admin;
  const path = `/products/${productId}/images`;
  const refusals: readonly (readonly [Refused, number])[] = [
    [{ path, size: large }, 401],
    [{ path, size: large, token, type: "text/plain" }, 413],
    [{ path: `${path}?alt=%00`, size: 9, token, type: "text/plain" }, 415],
    [{ path: "/products/nobody/images?alt=%00", size: 9, token }, 400],
    [{ path: "/products/nobody/images", size: 9, token }, 404],
    [{ path, size: 9, token }, 422],
  ];
  for (const [refused, status] of refusals) {
    expect({ ...refused, status: await upload(agent, refused) }).toEqual({ ...refused, status });
    expect((await shop.nobody.getProduct({ params: { id: productId } })).status).toBe(200);
    expect(await upload(agent, { path, size: 9 })).toBe(401);
  }
  agent.destroy();
});
