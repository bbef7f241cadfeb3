/** What a contract can say of an endpoint beyond JSON for a role: signed bytes, scopes, lists of roles, pages. */
import { createHmac } from "node:crypto";
import { defineEndpoint } from "@shop/contracts/language/endpoint";
import { definePublicPage } from "@shop/contracts/language/web-page";
import { startServer, type RunningServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createTokenVerifier } from "../src/auth/tokens.ts";
import { AppError } from "../src/errors.ts";
import { createServiceApp } from "../src/http/server/app.ts";
import { createLogger } from "../src/process/logger.ts";

const open = { method: "get", summary: "", status: 200, reply: z.object({ who: z.string() }) } as const;
const api = {
  notify: defineEndpoint({
    ...open,
    method: "post",
    path: "/paid",
    access: { signedBy: "payments" },
    bodyMode: "bytes",
    bodyLimit: 100,
  }),
  write: defineEndpoint({ ...open, path: "/write", access: { role: "staff", scope: "catalog:write" } }),
  shop: defineEndpoint({ ...open, path: "/shop", access: ["guest", "customer"] }),
  home: definePublicPage({
    path: "/",
    summary: "",
    query: z.object({ tab: z.string().optional() }),
  }),
};

const sign = (bytes: string | Buffer) => createHmac("sha256", "k").update(bytes).digest("hex");
const tokens = createTestTokens();
let server: RunningServer;

beforeAll(async () => {
  server = await startServer(
    createServiceApp({
      api,
      handlers: {
        notify: async ({ bytes, headers, user }) => {
          if (headers["x-signature"] !== sign(bytes))
            throw new AppError("unauthorized", "payment.bad_signature", "The signature is not right");
          return { who: `${bytes.toString()} ${user ?? "nobody"}` };
        },
        write: async ({ user }) => ({ who: user.role }),
        shop: async ({ user }) => ({ who: user.role }),
        home: async ({ query }) => `<h1>${query.tab ?? "home"}</h1>`,
      },
      verify: createTokenVerifier({ keys: tokens.keys, serviceSecret: "s".repeat(32), audience: "x" }),
      log: createLogger("x", "silent"),
      health: { isReady: () => true },
    }),
  );
});
afterAll(() => server[Symbol.asyncDispose]());

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/paid`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "x-signature": sign(body), ...headers },
  });

test("a signed body comes as it was sent, and no token is looked at", async () => {
  const odd = '{"a" : 1, "a":2,}';
  for (const headers of [{}, { authorization: "Bearer rubbish" }]) {
    const response = await post(odd, headers);
    expect([response.status, await response.json()]).toEqual([200, { who: `${odd} nobody` }]);
  }
});

test.each([
  [401, "{}", { "x-signature": "wrong" }],
  [413, "x".repeat(101), {}],
  [415, "{}", { "content-type": "text/plain" }],
])("a signed body is refused with %i", async (status, body, headers) => {
  expect((await post(body, headers as Record<string, string>)).status).toBe(status);
});

const statusOf = async (path: string, claims: { roles: string[]; scope?: string }) =>
  (await fetch(server.url + path, { headers: { authorization: `Bearer ${await tokens.sign(claims)}` } }))
    .status;

test("a scope lets in whom the token is narrowed to it, and whoever has the role", async () => {
  expect(await statusOf("/write", { roles: ["staff"] })).toBe(200);
  expect(await statusOf("/write", { roles: ["staff"], scope: "orders:read catalog:write" })).toBe(200);
  expect(await statusOf("/write", { roles: ["staff"], scope: "orders:read" })).toBe(403);
  expect(await statusOf("/write", { roles: ["staff"], scope: "" })).toBe(403);
  expect(await statusOf("/write", { roles: ["customer"], scope: "catalog:write" })).toBe(403);
});

test("a list lets in its roles, and a narrowed token only where a scope is named", async () => {
  const statuses = ["guest", "customer", "staff", "admin"].map((role) =>
    statusOf("/shop", { roles: [role] }),
  );
  expect(await Promise.all(statuses)).toEqual([200, 200, 403, 403]);
  expect(await statusOf("/shop", { roles: ["customer"], scope: "catalog:write" })).toBe(403);
});

test("a page is HTML in UTF-8, and names in its query that it does not know are left out", async () => {
  const response = await fetch(`${server.url}/?tab=new&utm_source=mail`);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(await response.text()).toBe("<h1>new</h1>");
  expect((await fetch(`${server.url}/?tab=a&tab=b`)).status).toBe(400);
});
