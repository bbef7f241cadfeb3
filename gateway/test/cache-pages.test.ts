/** What is kept of pages: the same for everybody, beside the answers for programs. */
import type { RequestListener } from "node:http";
import { pageHeaders } from "@shop/kit/http/server/page";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { browse } from "@shop/testing/browse";
import { useCachingGateway } from "./caching-gateway.ts";

const { startKeeping, received, service } = useCachingGateway();

const browser = { accept: "text/html,*/*;q=0.8" };
const statusOf = (answer: Response) => answer.headers.get("cache-status");

/** Answers with how often it was asked, as a page. */
const pages = (
  status = 200,
  more: Record<string, string> = { "Surrogate-Key": "thing:1" },
): RequestListener => {
  let count = 0;
  return (_request, response) => {
    count += 1;
    response
      .writeHead(status, {
        ...pageHeaders,
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "public, max-age=0, must-revalidate",
        ETag: `"${count}"`,
        ...more,
      })
      .end(`<p>${count}</p>`);
  };
};

describe("a page that is kept", () => {
  test("is byte for byte the same for two people, and asked for with nothing of either", async () => {
    const { get, asked } = await startKeeping(pages());
    const one = await get("/t/1", { cookie: "session=a", authorization: "Bearer x", origin: "http://a" });
    const other = await get("/t/1", { cookie: "session=b", "accept-language": "de" });
    expect(await other.text()).toBe(await one.text());
    expect(asked()).toBe(1);
    expect(statusOf(one)).toBe("SuperCoolShop; fwd=miss; stored");
    expect(statusOf(other)).toMatch(/^SuperCoolShop; hit; ttl=/);
    for (const name of ["cookie", "authorization", "origin", "accept-language"])
      expect(received().at(-1)?.headers).not.toHaveProperty(name);
  });

  test("has the headers of a page, also when the browser has it already", async () => {
    const { get } = await startKeeping(pages());
    await get("/t/1");
    const known = await get("/t/1", { "if-none-match": '"1"' });
    expect(known.status).toBe(304);
    for (const answer of [await get("/t/1"), known]) {
      expect(answer.headers.get("referrer-policy")).toBe("same-origin");
      expect(answer.headers.get("content-security-policy")).toContain("script-src 'self'");
      expect(answer.headers.has("access-control-allow-origin")).toBe(false);
    }
  });

  test("knows no name of a query but its own", async () => {
    const { get, cache, asked } = await startKeeping(pages());
    for (const query of ["", "?utm_source=mail", "?gclid=1&x=y", "?next=//evil.example", "?color"])
      await get(`/t/1${query}`);
    // An empty colour is another question than none.
    expect(asked()).toBe(2);
    expect(cache?.size().entries).toBe(2);
    expect(received().map(({ url }) => url)).toEqual(expect.arrayContaining(["/t/1", "/t/1?color="]));
  });

  test("stands in while its service is away, and the API is asked as ever", async () => {
    const { get, cache, url } = await startKeeping(pages());
    await get("/passing-page");
    service().answer = (request, response) =>
      request.url === "/products" ? response.end("{}") : response.destroy();
    await pause(1_100);
    // Purged as well, so that it does not even count as stale.
    await cache?.purge(["thing:1"], { isAnnounced: false });
    const answer = await get("/passing-page", browser);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("<p>1</p>");
    expect(statusOf(answer)).toContain("stale-if-error");
    expect((await get("/products")).status).toBe(200);
    const unknown = await browse(`${url}/t/7`, { headers: browser });
    expect([unknown.status, unknown.headers["content-type"]]).toEqual([503, "text/html; charset=utf-8"]);
  });

  test("ends when what it shows has changed", async () => {
    const { get, cache, asked } = await startKeeping(pages());
    await get("/t/1");
    await cache?.purge(["thing:1"], { isAnnounced: false });
    await get("/t/1");
    expect(asked()).toBe(2);
  });
});

test("the first page and the welcome are kept apart", async () => {
  const { get, asked } = await startKeeping(pages());
  const forPeople = await get("/", browser);
  expect(await forPeople.text()).toBe("<p>1</p>");
  expect(await (await get("/")).json()).toMatchObject({ name: "SuperCoolShop" });
  const again = await get("/", browser);
  expect(statusOf(again)).toMatch(/hit/);
  expect(again.headers.get("vary")).toContain("Accept");
  expect(asked()).toBe(1);
});

test("an answer that has a page says on each kept copy that it differs for a browser", async () => {
  const { get, asked } = await startKeeping();
  for (let round = 0; round < 2; round += 1)
    expect((await get("/shown/1")).headers.get("vary")).toBe("Accept, Accept-Encoding");
  expect((await get("/shown/1", browser)).status).toBe(303);
  expect((await get("/shown/1")).status).toBe(200);
  expect(asked()).toBe(1);
});

test("a page for what is not there is kept for a while, the page of an error never", async () => {
  const { get, asked } = await startKeeping(pages(404));
  for (let round = 0; round < 2; round += 1) {
    const answer = await get("/t/1");
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe("<p>1</p>");
  }
  expect(asked()).toBe(1);
  const { get: ask, asked: askedFor } = await startKeeping(pages(404, { "Cache-Control": "no-store" }));
  await ask("/t/1");
  await ask("/t/1");
  expect(askedFor()).toBe(2);
});

test("personal pages are kept by nobody, whatever they say", async () => {
  const { get, asked } = await startKeeping(pages());
  for (let round = 0; round < 2; round += 1)
    expect(statusOf(await get("/bag", { cookie: "a=b" }))).toBeNull();
  expect(asked()).toBe(2);
});

test("a cookie on a page for everybody reaches nobody, and such a page is not kept", async () => {
  const { get, asked } = await startKeeping(pages(200, { "Set-Cookie": "session=of-somebody" }));
  for (let round = 0; round < 2; round += 1) expect((await get("/t/1")).headers.getSetCookie()).toEqual([]);
  expect(asked()).toBe(2);
});

test("a form that was taken ends what it changed, before the browser is told where to go", async () => {
  const { get, asked, url } = await startKeeping((request, response) =>
    request.method === "POST"
      ? response.writeHead(303, { Location: "/t/1", "Surrogate-Key": "thing:1" }).end()
      : pages()(request, response),
  );
  await get("/t/1");
  expect((await fetch(`${url}/bag`, { method: "POST", redirect: "manual" })).status).toBe(303);
  await get("/t/1");
  expect(asked()).toBe(3);
});
