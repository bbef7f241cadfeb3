/** What holds for every page: who may keep it, what it forbids, and how it says no. */
import { cover } from "@shop/contracts/catalog/examples";
import { expect, test } from "vitest";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

const aProduct = `/p/${cover.slug}`;

test("a product's page is for everybody: a browser asks each time, and is told that what it has is good", async () => {
  const page = await web.browser().open(aProduct);
  expect([page.status, page.heading]).toEqual([200, cover.name]);
  expect(page.headers["cache-control"]).toBe("public, max-age=0, must-revalidate");
  expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(page.headers["set-cookie"]).toBeUndefined();
  const again = await web.browser().send(aProduct, { headers: { "if-none-match": page.headers.etag } });
  expect([again.status, again.html]).toEqual([304, ""]);
  expect(again.headers["content-security-policy"]).toBe(page.headers["content-security-policy"]);
});

test("it says the same to somebody who is signed in, and asks nobody who they are", async () => {
  const [somebodys, nobodys] = [await web.browserOf().open(aProduct), await web.browser().open(aProduct)];
  expect(somebodys.html).toBe(nobodys.html);
  expect(somebodys.headers.etag).toBe(nobodys.headers.etag);
  expect(web.user.asked("giveBrowserToken")).toEqual([]);
});

test("names in its address that it does not know change nothing", async () => {
  const plain = await web.browser().open(aProduct);
  const tracked = await web.browser().open(`${aProduct}?utm_source=mail&fbclid=1&fbclid=2`);
  expect([tracked.status, tracked.html]).toEqual([200, plain.html]);
});

test("what is not there is a page that nobody keeps in a browser, with a way on and a number to ask by", async () => {
  for (const path of ["/nowhere", "/order/of-nobody/nothing"]) {
    const page = await web.browser().open(path);
    expect(page.status).toBe(404);
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.headers["cache-control"]).toBe("no-store");
    expect(page.all(`main a[href="/"]`)).toHaveLength(1);
    expect(page.text).toContain(String(page.headers["x-request-id"]));
  }
});

test("a catalog that does not answer makes a page that says so", async () => {
  web.catalog.setAway(true);
  const page = await web.browser().open(aProduct);
  expect([page.status, page.heading]).toEqual([503, "Not possible just now"]);
  expect(page.headers["cache-control"]).toBe("no-store");
});
