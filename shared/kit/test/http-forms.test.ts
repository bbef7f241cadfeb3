/** Forms of pages: what of them is taken, what is told to the handler, and whose they are. */
import { defineForm } from "@shop/contracts/language/web-page";
import { startServer, type RunningServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { openPlainBrowser } from "@shop/testing/plain-browser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createTokenVerifier } from "../src/auth/tokens.ts";
import { createServiceApp } from "../src/http/server/app.ts";
import type { Form } from "../src/http/server/form.ts";
import { redirect, reply } from "../src/http/server/handlers.ts";
import { createLogger } from "../src/process/logger.ts";

const api = {
  send: defineForm({
    path: "/send",
    summary: "",
    bodyLimit: 2_000,
    body: z.object({
      name: z.string().trim().min(1).max(20),
      age: z.string().regex(/^\d{1,3}$/, "must be a number"),
      note: z.string().optional(),
      colors: z.array(z.string()).default([]),
    }),
  }),
  show: defineForm({ path: "/show", summary: "", body: z.object({}) }),
  press: defineForm({ path: "/press", summary: "", body: z.object({}) }),
};

let server: RunningServer;
let heard: Form<unknown> | undefined;

beforeAll(async () => {
  server = await startServer(
    createServiceApp({
      api,
      handlers: {
        send: async ({ form }) => {
          heard = form;
          return form.value ? redirect("/done") : reply("<h1>Again</h1>", { status: 400 });
        },
        show: async () => "<h1>Shown</h1>",
        press: async () => redirect("/done"),
      },
      verify: createTokenVerifier({
        keys: createTestTokens().keys,
        serviceSecret: "s".repeat(32),
        audience: "x",
      }),
      writeErrorPage: ({ status, code, errors }) =>
        `<h1>${status} ${code} ${JSON.stringify(errors ?? [])}</h1>`,
      log: createLogger("x", "silent"),
      health: { isReady: () => true },
    }),
  );
});
afterAll(() => server[Symbol.asyncDispose]());

const form = "application/x-www-form-urlencoded";
type Headers = Readonly<Record<string, string | undefined>>;

async function post(body: string | undefined, headers: Headers = {}, path = "/send") {
  heard = undefined;
  const given = { origin: server.url, "content-type": form, ...headers };
  const response = await fetch(server.url + path, {
    method: "POST",
    redirect: "manual",
    headers: Object.fromEntries(
      Object.entries(given).filter((header): header is [string, string] => header[1] !== undefined),
    ),
    ...(body !== undefined && { body }),
  });
  return { response, status: response.status, text: await response.text() };
}

test("a form that is good is taken, and leads on by GET", async () => {
  const { response, status, text } = await post("name=+Ana+&age=30&colors=red&colors=blue");
  expect([status, response.headers.get("location"), text]).toEqual([303, "/done", ""]);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(heard?.value).toEqual({ name: "Ana", age: "30", colors: ["red", "blue"] });
});

test("a form that is shown again, and has nothing to mend, is a page: it leads nowhere", async () => {
  const { response, status, text } = await post("", {}, "/show");
  expect([status, response.headers.get("location"), text]).toEqual([200, null, "<h1>Shown</h1>"]);
});

test("what is missing or wrong is told to the handler, all of it, with what was typed", async () => {
  const { status } = await post("name=&age=old&note=a%0D%0Ab");
  expect(status).toBe(400);
  expect(heard).toEqual({
    typed: { name: [""], age: ["old"], note: ["a\r\nb"] },
    value: undefined,
    faults: [
      { path: "name", message: expect.any(String), isMissing: true },
      { path: "age", message: "must be a number", isMissing: false },
    ],
  });
});

test.each([
  ["empty", "", {}],
  ["no body at all", undefined, { "content-type": undefined }],
])("%s is a form with nothing typed", async (_, body, headers) => {
  expect((await post(body, headers)).status).toBe(400);
  expect(heard?.faults.map(({ path, isMissing }) => [path, isMissing])).toEqual([
    ["name", true],
    ["age", true],
  ]);
  expect((await post(body, headers, "/press")).status).toBe(303);
});

test("a field of blanks is missing, one that is too long is not", async () => {
  await post(`name=${"+".repeat(3)}&age=1`);
  expect(heard?.faults.map(({ isMissing }) => isMissing)).toEqual([true]);
  await post(`name=${"x".repeat(21)}&age=1`);
  expect(heard?.faults.map(({ isMissing }) => isMissing)).toEqual([false]);
});

test.each([
  ["a field that it has once, twice", "name=a&name=b&age=1", "may be given only once"],
  ["what is not UTF-8", "name=%FF%FE&age=1", "is not UTF-8"],
  ["a name that is not UTF-8", "na%FFme=a&age=1", "is no field of this form"],
  ["a field that it has not got", "name=a&age=1&paid=true", "is no field of this form"],
  ["a name that objects have by themselves", "name=a&age=1&__proto__=x", "is no field of this form"],
  ["more fields than a form has", "colors=a&".repeat(501), "has more than 500 fields"],
])("%s is refused with a page", async (_, body, why) => {
  const { response, status, text } = await post(body, {}, "/send");
  const isLong = body.length > 2_000;
  expect(status).toBe(isLong ? 413 : 400);
  if (!isLong) expect(text).toContain(why);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(heard).toBeUndefined();
});

test("a body beyond the form's limit is 413, however it is sent", async () => {
  expect((await post(`name=${"x".repeat(2_001)}`)).status).toBe(413);
});

test.each(["application/json", "text/plain", "multipart/form-data; boundary=x"])(
  "%s is not what a form of ours sends: 415",
  async (type) => {
    const { response, status } = await post('{"name":"a","age":"1"}', { "content-type": type });
    expect([status, response.headers.get("content-type")]).toEqual([415, "text/html; charset=utf-8"]);
    expect(heard).toBeUndefined();
  },
);

const own = () => server.url;
const good = "name=a&age=1";

test.each<[string, () => Headers, number]>([
  ["the browser says it is ours", () => ({ "sec-fetch-site": "same-origin", origin: undefined }), 303],
  [
    "the browser says it is ours, whatever the origin",
    () => ({ "sec-fetch-site": "same-origin", origin: "null" }),
    303,
  ],
  ["a sibling of our host", () => ({ "sec-fetch-site": "same-site", origin: own() }), 403],
  ["another site", () => ({ "sec-fetch-site": "cross-site", origin: own() }), 403],
  ["typed by hand", () => ({ "sec-fetch-site": "none", origin: own() }), 403],
  ["an older browser, on our page", () => ({ origin: own() }), 303],
  ["an older browser, on another's", () => ({ origin: "https://evil.example" }), 403],
  ["a page without an origin", () => ({ origin: "null" }), 403],
  ["no origin and no site", () => ({ origin: undefined }), 403],
  ["our host at another port", () => ({ origin: "http://127.0.0.1:1" }), 403],
  ["our host as part of another's", () => ({ origin: `${own()}.evil.example` }), 403],
  ["our host as the user of another's", () => ({ origin: `${own()}@evil.example` }), 403],
  ["several origins", () => ({ origin: `${own()} ${own()}` }), 403],
  ["a site that is two", () => ({ "sec-fetch-site": "same-origin, cross-site", origin: own() }), 403],
])("sent by %s", async (_, headers, status) => {
  const answer = await post(good, headers());
  expect(answer.status).toBe(status);
  if (status === 403) expect(answer.text).toContain("request.foreign_form");
  expect(heard === undefined).toBe(status === 403);
});

test("behind the gateway, our host is what the client calls it", async () => {
  const headers = { "x-forwarded-host": "Shop.example", "x-forwarded-proto": "https" };
  expect((await post(good, { ...headers, origin: "https://shop.example" })).status).toBe(303);
  expect((await post(good, { ...headers, origin: server.url })).status).toBe(403);
});

test("whose form it is, is asked before anything of it is read", async () => {
  const { status } = await post("x".repeat(5_000), {
    origin: "https://evil.example",
    "content-type": "text/plain",
  });
  expect(status).toBe(403);
});

test("a form is not opened by an address: GET is 405 with a page", async () => {
  const page = await openPlainBrowser(server.url).open("/send");
  expect([page.status, page.headers["allow"]]).toEqual([405, "POST"]);
  expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
});
