/** What the gateway keeps of pages: the same for everybody, nothing that is somebody's, and never what was true before. */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import { openPlainBrowser } from "@shop/testing/plain-browser";
import { soon, withinASecond } from "@shop/testing/soon";
import { expect, test } from "vitest";
import { people, shop } from "./people.ts";
import { setStock } from "./staff.ts";

const browser = () => openPlainBrowser(shop.gatewayUrl);
const cacheStatus = (headers: NodeJS.Dict<string | string[]>): string =>
  String(headers["cache-status"] ?? "");

async function withBag() {
  const somebody = browser();
  await somebody.post("/bag/lines", { sku: await people.sell(5), quantity: "1" });
  return somebody;
}

test("two people get the same bytes of a category and a product, and have bags of their own", async () => {
  const [one, other] = [await withBag(), await withBag()];
  expect(one.cookies.get("session")?.value).not.toBe(other.cookies.get("session")?.value);
  await other.post("/bag/lines", { sku: await people.sell(5), quantity: "2" });
  expect([one.cookies.get("badge")?.value, other.cookies.get("badge")?.value]).toEqual(["1.out", "3.out"]);
  const sku = await people.sell(50);
  const somebodyNew = async () => {
    const visitor = browser();
    await visitor.post("/bag/lines", { sku, quantity: "1" });
    return visitor;
  };
  for (const path of ["/c/phone-cases", "/p/66432", "/search?q=cover", "/"]) {
    // What has just been put on sale may be told of between the two.
    await soon(async () => {
      // Somebody new each time: what is kept for one session would be found at the second look.
      const visitor = await somebodyNew();
      const [first, second] = [await one.open(path), await visitor.open(path)];
      expect(second.html).toBe(first.html);
      expect([second.headers["set-cookie"], second.status]).toEqual([undefined, 200]);
      expect(cacheStatus(second.headers)).toContain("hit");
    });
  }
});

test("an advertiser's names in the address change nothing and fill no cache", async () => {
  for (const query of ["utm_source=", "gclid=1&fbclid=", "utm_source=a&utm_source="])
    await soon(async () => {
      const plain = await browser().open("/c/phone-cases");
      // Another one each time: one that filled a cache of its own would be found there at the second look.
      const page = await browser().open(`/c/phone-cases?${query}${randomUUID()}`);
      expect(page.html).toBe(plain.html);
      expect(cacheStatus(page.headers)).toContain("hit");
    });
});

test("what is somebody's own is kept by nobody", async () => {
  const somebody = await withBag();
  for (const path of ["/bag", "/checkout", "/find-order"])
    for (let turn = 0; turn < 2; turn++) {
      const { headers } = await somebody.open(path);
      expect([path, headers["cache-control"]]).toEqual([path, "no-store"]);
      expect(cacheStatus(headers)).not.toMatch(/hit|stored/);
    }
});

test("a changed price is on the page that is looked at next", async () => {
  const admin = await people.logIn("admin");
  const sku = await people.sell(5, 1999);
  const { path } = await browser().open(`/p/${sku}`);
  expect((await browser().open(path)).text).toContain("€19.99");
  const row = JSON.stringify({
    id: sku,
    name: `Thing ${sku}`,
    status: "active",
    variants: [{ sku, options: {}, price: euros(2555), stock: 5 }],
  });
  await admin.importProducts({ body: `${row}\n` });
  await withinASecond(async () => expect((await browser().open(path)).text).toContain("€25.55"));
});

test("what is sold out meanwhile says so on the page that is looked at next", async () => {
  const sku = await people.sell(5);
  const { path, text } = await browser().open(`/p/${sku}`);
  expect(text).toContain("In stock");
  await setStock(people, sku, 0);
  await withinASecond(async () => {
    const page = await browser().open(path);
    expect(page.text).toContain("Sold out");
    expect(page.text).not.toContain("In stock");
  });
});

test("the cookie opens no way into the API", async () => {
  const somebody = await withBag();
  for (const path of ["/cart", "/me", "/orders", "/me/sessions"]) {
    const { status } = await somebody.send(path, {
      headers: { accept: "application/json", "sec-fetch-mode": "cors" },
    });
    expect([path, status]).toEqual([path, 401]);
  }
});

test("no client says by itself what it is called or whether its connection is encrypted", async () => {
  const { status } = await browser().post(
    "/bag/lines",
    { sku: "x" },
    {
      headers: {
        origin: "https://evil.example",
        "x-forwarded-host": "evil.example",
        "sec-fetch-site": undefined,
      },
    },
  );
  expect(status).toBe(403);
  const page = await browser().send("/bag", {
    headers: { "x-forwarded-proto": "https", cookie: "__Host-session=x" },
  });
  expect(String(page.headers["set-cookie"] ?? "")).not.toContain("__Host-");
});

test("twenty tabs at once stay what they are", async () => {
  const somebody = await withBag();
  const secret = somebody.cookies.get("session")?.value;
  const pages = await Promise.all(Array.from({ length: 20 }, () => somebody.open("/bag")));
  expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
  for (const page of pages) expect(page.text).not.toContain("Your bag is empty");
  expect(somebody.cookies.get("session")?.value).toBe(secret);
});

test("a page that nobody has is a page for a person, and a problem for a program", async () => {
  const page = await browser().open("/nowhere");
  expect([page.status, page.headers["content-type"]]).toEqual([404, "text/html; charset=utf-8"]);
  const problem = await browser().send("/nowhere", {
    headers: { accept: "application/json", "sec-fetch-mode": "cors" },
  });
  expect([problem.status, problem.headers["content-type"]]).toEqual([404, "application/problem+json"]);
});

test("the start is the shop for a person, and JSON for a program", async () => {
  const page = await browser().open("/");
  expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
  const json = await browser().send("/", {
    headers: { accept: "application/json", "sec-fetch-mode": "cors" },
  });
  expect(json.headers["content-type"]).toContain("application/json");
  for (const { headers } of [page, json]) expect(String(headers["vary"])).toMatch(/accept(?!-)/i);
});
