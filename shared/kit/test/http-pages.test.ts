/** Pages: cookies that they take and set, who may keep them, and what an error looks like. */
import { definePersonalPage, definePublicPage } from "@shop/contracts/language/web-page";
import { startServer, type RunningServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTokenVerifier } from "../src/auth/tokens.ts";
import { AppError } from "../src/errors.ts";
import { createServiceApp } from "../src/http/server/app.ts";
import { toSetCookie, type Visit } from "../src/http/server/cookies.ts";
import { reply } from "../src/http/server/handlers.ts";
import { createLogger } from "../src/process/logger.ts";

const cache = { maxAgeS: 60, staleS: 300, tags: ["things"] } as const;
const api = {
  home: definePublicPage({ path: "/", summary: "", cache }),
  gone: definePublicPage({ path: "/gone", summary: "", cache }),
  broken: definePublicPage({ path: "/broken", summary: "", cache }),
  busy: definePublicPage({ path: "/busy", summary: "", cache }),
  mine: definePersonalPage({ path: "/mine", summary: "" }),
};

let server: RunningServer;
let visit: Visit | undefined;
let content = "<h1>Home</h1>";

beforeAll(async () => {
  const secret = "s".repeat(32);
  server = await startServer(
    createServiceApp({
      api,
      handlers: {
        home: async () => reply(content, { tags: ["things", "pages"] }),
        gone: async () => reply("<h1>Gone</h1>", { status: 404 }),
        broken: async () => {
          throw new Error("A secret of ours");
        },
        busy: async () => {
          throw new AppError("too_many", "request.too_many", "Too much", {
            headers: { "Retry-After": "7" },
          });
        },
        mine: async (input) => {
          visit = input.visit;
          const { isSecure } = input.visit;
          return reply("<h1>Mine</h1>", {
            cookies: [
              toSetCookie({ name: "session", value: "a b;c", isSecure, maxAgeS: 60 }),
              toSetCookie({ name: "badge", value: "2.in", isSecure, isReadable: true }),
              toSetCookie({ name: "old", value: undefined, isSecure }),
            ],
          });
        },
      },
      verify: createTokenVerifier({ keys: createTestTokens().keys, serviceSecret: secret, audience: "x" }),
      writeErrorPage: ({ status, code, detail, requestId }) =>
        `<h1>${status} ${code}</h1><p>${detail}</p><code>${requestId}</code>`,
      log: createLogger("x", "silent"),
      health: { isReady: () => true },
    }),
  );
});
afterAll(() => server[Symbol.asyncDispose]());

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

test("a public page is asked for again each time, and 304 while it is the same", async () => {
  const first = await get("/");
  const etag = first.headers.get("etag") ?? "";
  expect(etag).toMatch(/^"0-[0-9a-f]{8}"$/);
  expect(first.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
  expect(first.headers.get("surrogate-key")).toBe("things pages");
  expect(first.headers.get("set-cookie")).toBeNull();
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, "*", etag.replace(/"$/, '-gzip"')]) {
    const again = await get("/", { "if-none-match": known });
    expect([known, again.status, await again.text()]).toEqual([known, 304, ""]);
    expect(again.headers.get("etag")).toBe(etag);
  }
  content = "<h1>Changed</h1>";
  const changed = await get("/", { "if-none-match": etag });
  expect([changed.status, await changed.text()]).toEqual([200, "<h1>Changed</h1>"]);
});

test("a page says what a browser may do with it, and that it is HTML in UTF-8", async () => {
  for (const path of ["/", "/gone", "/broken", "/mine", "/nowhere"]) {
    const { headers } = await get(path);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'/);
    expect(policy).not.toMatch(/unsafe|nonce|\*|https?:/);
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  }
});

test("no browser keeps a personal page, an error or what is not there", async () => {
  for (const path of ["/mine", "/broken", "/busy", "/nowhere"]) {
    const { headers } = await get(path);
    expect([path, headers.get("cache-control"), headers.get("etag")]).toEqual([path, "no-store", null]);
  }
});

test("what a cookie is depends on the connection: `Secure` by https alone", async () => {
  const plain = (await get("/mine")).headers.getSetCookie();
  expect(plain).toEqual([
    "session=a%20b%3Bc; Max-Age=60; Path=/; HttpOnly; SameSite=Lax",
    "badge=2.in; Path=/; SameSite=Lax",
    "old=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
  ]);
  expect(visit?.isSecure).toBe(false);
  const secure = (await get("/mine", { "x-forwarded-proto": "https" })).headers.getSetCookie();
  expect(secure.every((line) => line.includes("; Secure"))).toBe(true);
  expect(visit?.isSecure).toBe(true);
});

test.each([
  ["session=abc; badge=1.out", { session: "abc", badge: "1.out" }],
  ["session=a%20b%3Bc", { session: "a b;c" }],
  ["session=%E0%A4%A; x=1", { session: "%E0%A4%A", x: "1" }],
  ["session=first; session=second", { session: "first" }],
  ["", {}],
  [";;=;a", {}],
])("a browser that sends %j is understood, or at least not an error", async (cookie, cookies) => {
  expect((await get("/mine", { cookie })).status).toBe(200);
  expect(visit?.cookies).toMatchObject(cookies);
});

test("names that all objects have are nobody's cookie", async () => {
  await get("/mine", { cookie: "x=1" });
  expect(visit?.cookies["constructor"]).toBeUndefined();
  expect(visit?.cookies["__proto__"]).toBeUndefined();
});

test("what broke is nobody's business: its page has the request's id and nothing of the error", async () => {
  const response = await get("/broken");
  const text = await response.text();
  expect([response.status, text.includes("secret")]).toEqual([500, false]);
  expect(text).toContain(response.headers.get("x-request-id") ?? "none");
});

test("a refusal keeps its status and what it says of when to come again", async () => {
  const response = await get("/busy");
  expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
});

test("another method than the page's is 405 with a page", async () => {
  const response = await fetch(`${server.url}/mine`, { method: "DELETE" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
});

test("asked for its headers alone, a page has the same and no body", async () => {
  const [whole, head] = [await get("/"), await fetch(server.url, { method: "HEAD" })];
  expect(await head.text()).toBe("");
  for (const name of ["etag", "content-length", "content-type", "cache-control"])
    expect(head.headers.get(name)).toBe(whole.headers.get(name));
});
