import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readCategories, readPictures, readProductLines, readReviews } from "../src/demo-data.ts";
import { startFakeShop } from "./fake-shop.ts";

const program = fileURLToPath(new URL("../load.ts", import.meta.url));

async function load(
  url: string,
  env: Record<string, string> = {},
): Promise<{ out: string; err: string; code: number }> {
  const child = spawn(process.execPath, [program], {
    env: { GATEWAY_URL: url, ADMIN_EMAIL: "admin@example.com", ADMIN_PASSWORD: "admin-password", ...env },
  });
  const closed = once(child, "close") as Promise<[number]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { out, err, code };
}

test("an empty shop is filled once; the second time nothing is written", async () => {
  await using shop = await startFakeShop();
  const first = await load(shop.url);
  expect(first).toMatchObject({ err: "", code: 0 });
  expect(first.out).toMatch(
    /^Demo shop loaded: 35 categories added, 202 products created.* 40 reviews added.*\n126 pictures of the demo shop loaded.*\n$/,
  );
  expect(shop.categories.size).toBe((await readCategories()).length);
  expect(shop.categories.get("phone-cases")?.parentId).toBe("c-phones-and-tablets");
  expect(shop.products.size).toBe((await readProductLines()).length);
  expect(shop.reviews.size).toBe((await readReviews()).length);

  expect([...shop.pictures.values()].flat()).toHaveLength((await readPictures()).length);
  expect(shop.seen.filter((line) => line.includes("/images"))).toHaveLength(126);
  expect(shop.seen.findIndex((line) => line.includes("/images"))).toBeGreaterThan(
    shop.seen.findLastIndex((line) => line.includes("/reviews")),
  );

  shop.seen.length = 0;
  expect((await load(shop.url)).out).toMatch(/^The demo shop is there already .*\n$/);
  expect(shop.seen.filter((line) => line.startsWith("POST"))).toEqual(["POST /auth/login 200"]);
});

test("a load that was broken off is completed, and a busy shop is asked again", async () => {
  await using shop = await startFakeShop();
  await load(shop.url);
  const last = (await readReviews()).at(-1);
  shop.reviews.delete(`/products/${last?.productId}/reviews ${last?.reviewer}`);
  shop.categories.delete("soft-toys");
  shop.failNext.push(503, 503);
  const { out, code } = await load(shop.url);
  expect(code).toBe(0);
  expect(out).toMatch(/^Demo shop loaded: 1 categories added, 0 products created.* 1 reviews added/);
});

test("a shop that has only its pictures to get, or old ones, gets them and nothing else", async () => {
  await using shop = await startFakeShop();
  await load(shop.url);
  const last = [...shop.products].at(-1) ?? "";
  const [url = ""] = shop.pictures.get(last) ?? [];
  shop.pictures.set(last, ["/images/from-before.svg"]);
  expect((await load(shop.url)).out).toMatch(
    /^The demo shop is there but for its pictures.*\n126 pictures of the demo shop loaded.*\n$/,
  );
  expect(shop.pictures.get(last)?.[0]).toBe(url);
});

test("in production no reviews are made, for their writers are not there", async () => {
  await using shop = await startFakeShop({ hasReviewers: false });
  expect((await load(shop.url, { NODE_ENV: "production" })).code).toBe(0);
  expect(shop.products.size).toBe(202);
  expect(shop.reviews.size).toBe(0);
  expect(shop.seen.some((line) => line.includes("reviews"))).toBe(false);
  expect((await load(shop.url, { NODE_ENV: "production" })).out).toMatch(/^The demo shop is there already/);
});

test("a gateway that is there before its services is waited for until they are", async () => {
  await using shop = await startFakeShop({ readyAfter: 3 });
  expect((await load(shop.url)).code).toBe(0);
  expect(shop.seen.slice(0, 5)).toEqual([
    ...Array.from({ length: 4 }, () => "GET /health/ready 200"),
    "POST /auth/login 200",
  ]);
});

test("a shop that is not there, and a wrong password, are said in one plain line", async () => {
  const away = await load("http://127.0.0.1:1", { WAIT_S: "1" });
  expect(away).toMatchObject({ code: 1, out: "" });
  expect(away.err).toMatch(
    /^The demo shop could not be loaded: The shop at .* was not ready within 1 s.*\n$/,
  );
  await using shop = await startFakeShop();
  const refused = await load(shop.url, { ADMIN_PASSWORD: "something else" });
  expect(refused).toMatchObject({ code: 1, out: "" });
  expect(refused.err).toMatch(/^The demo shop could not be loaded: The admin may not sign in.*\n$/);
  await using strict = await startFakeShop({ hasReviewers: false });
  const missing = await load(strict.url);
  expect(missing.err).toMatch(/^The demo shop could not be loaded: nora@.* may not sign in: .*production\n$/);
});

test.runIf(process.platform === "linux")(
  "loading leaves the allowance of whoever shops from this machine alone: it comes from an address of its own",
  async () => {
    await using shop = await startFakeShop();
    expect((await load(shop.url, { LOCAL_ADDRESS: "127.0.0.2" })).code).toBe(0);
    expect([...shop.callers]).toEqual(["127.0.0.2"]);
  },
);
