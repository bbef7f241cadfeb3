/** Pages through the one gateway: what is kept of them is true, and what stays of them while a part is away. */
import { browse, type Shown } from "@shop/testing/browse";
import { withinASecond } from "@shop/testing/soon";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, openShop, type Person, type TestShop } from "../test-shop.ts";

let shop: TestShop;
let admin: Person;
beforeAll(async () => {
  shop = await openShop();
  admin = await shop.logIn("admin");
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const browser = { accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "sec-fetch-mode": "navigate" };

const look = (path: string, headers: Readonly<Record<string, string>> = {}, url = shop.gatewayUrl) =>
  browse(url + path, { headers: { ...browser, ...headers } });

/** A product of its own, and its page. */
async function sellWithPage(): Promise<{ readonly id: string; readonly page: string }> {
  const id = await shop.sell(5);
  const sent = await look(`/products/${id}`);
  expect(sent.status).toBe(303);
  const { status, headers } = await look(sent.headers.location ?? "");
  return { id, page: status === 303 ? (headers.location ?? "") : (sent.headers.location ?? "") };
}

const cacheOf = ({ headers }: Shown): string => String(headers["cache-status"]);
const rename = async (id: string, name: string) => {
  const { etag: ifMatch } = await admin.getProduct({ params: { id } });
  await admin.updateProduct({ params: { id }, body: { name }, ifMatch });
};

test("two people with different cookies are shown the same bytes, and a campaign's address changes nothing", async () => {
  const { page } = await sellWithPage();
  const one = await look(page, { cookie: "session=one; badge=1.out" });
  const other = await look(`${page}?utm_source=mail`, { cookie: "session=other; badge=7.in" });
  expect(one.status).toBe(200);
  expect(other.body).toBe(one.body);
  // The events of what has just been put on sale may still purge it.
  await expect.poll(async () => cacheOf(await look(`${page}?gclid=1`))).toContain("hit");
});

test("a changed product shows on the next page here, and on every other gateway within a second", async () => {
  const other = await shop.startReplica("gateway");
  const { id, page } = await sellWithPage();
  await Promise.all([look(page), look(page, {}, other.url)]);
  for (const round of [1, 2, 3]) {
    const name = `Lamp of round ${round}`;
    await rename(id, name);
    expect((await look(page)).body).toContain(name);
    await withinASecond(async () => expect((await look(page, {}, other.url)).body).toContain(name));
  }
});

test("a changed stock shows on the next page here, and on every other gateway within a second", async () => {
  const other = await shop.startReplica("gateway");
  const { id: sku, page } = await sellWithPage();
  const says = async (url = shop.gatewayUrl) =>
    /In stock|Sold out/.exec((await look(page, {}, url)).body)?.[0];
  await Promise.all([says(), says(other.url)]);
  for (const [onHand, said] of [
    [0, "Sold out"],
    [3, "In stock"],
    [0, "Sold out"],
  ] as const) {
    const { etag: ifMatch } = await admin.getStock({ params: { sku } });
    await admin.setStock({ params: { sku }, body: { onHand }, ifMatch });
    expect(await says()).toBe(said);
    await withinASecond(async () => expect(await says(other.url)).toBe(said));
  }
});

test("a cookie is good for no route of the API", async () => {
  const { token } = await shop.logIn("alice");
  for (const cookie of [`session=${token}`, `token=${token}`, `Authorization=Bearer ${token}`])
    expect((await browse(`${shop.gatewayUrl}/me`, { headers: { cookie } })).status).toBe(401);
});

test("catalog is away: a page that was shown before is shown, one that was not says so", async () => {
  const [known, unknown] = [await sellWithPage(), await sellWithPage()];
  await look(known.page);
  await shop.process("catalog").kill("SIGKILL");
  expect((await look(known.page)).status).toBe(200);
  const answer = await look(`${unknown.page}?sku=another`);
  expect(answer.status).toBe(503);
  expect(answer.headers["content-type"]).toContain("text/html");
  await shop.process("catalog").start();
  await shop.process("catalog").waitReady();
});

test("web is away: the API is as ever, pages that were shown are shown, others are refused with a page", async () => {
  const { id, page } = await sellWithPage();
  await look(page);
  await shop.process("web").kill("SIGKILL");
  expect(await shop.readiness()).toMatchObject({
    status: "degraded",
    services: { catalog: "ok", web: "unavailable" },
  });
  const guest = await shop.guest();
  expect((await guest.placeOrder({ body: anOrder(id), ...newKey() })).status).toBe(201);
  expect((await look(page)).status).toBe(200);
  // What has changed since is shown as it was, as long as nobody can say how it is.
  await rename(id, "Not to be seen yet");
  expect(cacheOf(await look(page))).toContain("stale-if-error");
  const refused = await look(`${page}?sku=another`);
  expect(refused.status).toBe(503);
  expect(refused.body).toContain(`<code>${String(refused.headers["x-request-id"])}</code>`);
  await shop.process("web").start();
  await shop.process("web").waitReady();
  await expect
    .poll(async () => (await look(page)).body, { timeout: 10_000, interval: 100 })
    .toContain("Not to be seen yet");
});
