/** Pages beside the API: who gets which answer of an address, what a browser's cookies reach, and what others may read. */
import { pageHeaders } from "@shop/kit/http/server/page";
import { afterEach, describe, expect, test } from "vitest";
import { bearerOf, lanes, startGateway, useFakeService, type GatewayOptions } from "./gateway.ts";
import { answerJson } from "./upstream.ts";

const fake = useFakeService();
const browser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
const html = { ...lowerCase(pageHeaders), "Content-Type": "text/html; charset=utf-8" };

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

afterEach(() => {
  fake.service().answer = answerJson;
});

async function open(options: Omit<GatewayOptions, "serviceUrl"> = {}) {
  const gateway = await startGateway({ serviceUrl: fake.url(), ...options });
  fake.open.push(gateway);
  const before = fake.received().length;
  return {
    get: (path: string, headers: Record<string, string> = {}, method = "GET") =>
      fetch(gateway.url + path, { method, headers, redirect: "manual" }),
    received: () => fake.received().slice(before),
  };
}

describe("the first address", () => {
  test("is the shop for a browser and a welcome for a program, and says that it differs", async () => {
    fake.service().answer = (_request, response) => response.writeHead(200, html).end("<h1>Shop</h1>");
    const { get } = await open();
    const page = await get("/", browser);
    expect(await page.text()).toBe("<h1>Shop</h1>");
    expect(page.headers.get("vary")).toBe("Accept");
    const told = await get("/", { accept: "application/json" });
    expect(await told.json()).toMatchObject({ name: "SuperCoolShop" });
    expect(told.headers.get("vary")).toBe("Accept");
    expect(await (await get("/")).json()).toMatchObject({ name: "SuperCoolShop" });
  });

  test.each([
    [
      "a program with a token, whatever it takes",
      async () => ({ ...browser, authorization: await bearerOf("guest") }),
    ],
    ["who does not want HTML", async () => ({ accept: "text/html;q=0, application/json" })],
    ["who wants something that is spelled alike", async () => ({ accept: "text/html-x" })],
  ])("is the welcome for %s", async (_who, headersOf) => {
    const { get, received } = await open();
    const answer = await get("/", await headersOf());
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(received()).toEqual([]);
  });
});

describe("an address of the API that has a page", () => {
  test("sends a browser there, and tells caches that it differs", async () => {
    const { get, received } = await open();
    const answer = await get("/shown/a%20b?color=red", browser);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/t/a%20b");
    expect(answer.headers.get("vary")).toBe("Accept");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect((await get("/shown/1", browser, "HEAD")).status).toBe(303);
    expect(received()).toEqual([]);
  });

  test("is data for everybody else", async () => {
    const { get } = await open();
    const answer = await get("/shown/1");
    expect(await answer.json()).toEqual({ path: "/shown/1" });
    expect(answer.headers.get("vary")).toBe("Accept");
    const signedIn = await get("/shown/1", { ...browser, authorization: await bearerOf("customer") });
    expect(signedIn.status).toBe(200);
  });
});

describe.each(lanes)("by the lane for $lane, a cookie", ({ upstream }) => {
  const sent = { cookie: "session=secret; badge=1" };

  test.each([
    ["a page that asks for it", "/bag", "GET", "session=secret; badge=1"],
    ["a form", "/bag", "POST", "session=secret; badge=1"],
    ["a stream that a page follows", "/bag/stream", "GET", "session=secret; badge=1"],
    ["no page for everybody", "/t/1", "GET", undefined],
    ["no route of the API", "/products/1", "GET", undefined],
    ["no sign-in", "/auth/login", "POST", undefined],
    ["no asset", "/assets/a.css", "GET", undefined],
  ])("reaches %s", async (_what, path, method, expected) => {
    const { get, received } = await open({ upstream });
    await get(path, sent, method);
    expect(received()[0]?.headers.cookie).toBe(expected);
  });

  test("is set by pages that ask for it and by nobody else", async () => {
    fake.service().answer = (_request, response) =>
      response.writeHead(200, { ...html, "Set-Cookie": ["a=1", "b=2"] }).end();
    const { get } = await open({ upstream });
    expect((await get("/bag")).headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect((await get("/bag", {}, "POST")).headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    for (const path of ["/t/1", "/products/1", "/assets/a.css", "/shown/1"])
      expect((await get(path)).headers.getSetCookie()).toEqual([]);
  });
});

describe("a page", () => {
  test("has the headers that it brings, and none of the API's", async () => {
    fake.service().answer = (_request, response) => response.writeHead(200, html).end("<p>");
    const { get } = await open();
    for (const path of ["/bag", "/t/1"]) {
      const { headers } = await get(path, { origin: "https://evil.example" });
      for (const [name, value] of Object.entries(pageHeaders)) expect(headers.get(name)).toBe(value);
      expect(headers.get("strict-transport-security")).toContain("max-age");
      expect(headers.get("x-request-id")).not.toBeNull();
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
    fake.service().answer = answerJson;
    const { headers } = await get("/products/1");
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("that brings none, as a stream does, has them all the same", async () => {
    fake.service().answer = (_request, response) =>
      response.writeHead(200, { "Content-Type": "text/event-stream" }).end("data: 1\n\n");
    const { get } = await open();
    const { headers } = await get("/bag/stream");
    expect(headers.get("content-security-policy")).toBe(pageHeaders["Content-Security-Policy"]);
    expect(headers.has("access-control-allow-origin")).toBe(false);
  });

  test("is no other site's to ask for", async () => {
    const { get } = await open();
    const asked = { origin: "https://evil.example", "access-control-request-method": "POST" };
    const answer = await get("/hidden", asked, "OPTIONS");
    expect(answer.status).toBe(204);
    expect(answer.headers.get("allow")).toBe("OPTIONS, POST");
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  test("hears of no token, not even of one that is good", async () => {
    const { get, received } = await open();
    for (const authorization of ["Bearer rubbish", await bearerOf("admin")])
      expect((await get("/bag", { authorization })).status).toBe(200);
    for (const { headers } of received()) expect(headers.authorization).toBeUndefined();
  });

  test("is told what shows that a form is ours, as the browser says it", async () => {
    const { get, received } = await open();
    await get(
      "/bag",
      { origin: "http://a.example", "sec-fetch-site": "same-origin", "x-forwarded-host": "a.example" },
      "POST",
    );
    const { headers } = received()[0]!;
    expect(headers).toMatchObject({ origin: "http://a.example", "sec-fetch-site": "same-origin" });
    expect(headers["x-forwarded-host"]).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(headers["x-forwarded-proto"]).toBe("http");
  });

  test("costs what a request costs, and what it is dressed with nothing", async () => {
    const costs: number[] = [];
    const { get } = await open({ rateLimit: { take: (_keys, cost) => (costs.push(cost), { fields: [] }) } });
    for (const path of ["/bag", "/t/1", "/assets/a.css"]) await get(path);
    expect(costs).toEqual([1, 1]);
  });
});
