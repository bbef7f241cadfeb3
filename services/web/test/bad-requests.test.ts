/** Every form of the shop, sent as nobody should: always a page for people, never an error of ours. New forms join by themselves. */
import { cover } from "@shop/contracts/catalog/examples";
import { defaults, type Endpoint } from "@shop/contracts/language/endpoint";
import { examples } from "@shop/contracts/examples";
import { webApi } from "@shop/contracts/web/api";
import type { Page, PlainBrowser, Sent } from "@shop/testing/plain-browser";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { runWeb, type RunningWeb } from "./running-web.ts";

let web: RunningWeb;

beforeAll(async () => {
  web = await runWeb();
});
afterAll(() => web[Symbol.asyncDispose]());
beforeEach(() => web.reset());
// Else a page that says that something is away would be the test's own doing.
afterEach(() => expect([web.catalog, web.user, web.order].flatMap(({ failures }) => failures)).toEqual([]));

const orderId = examples.listOrders?.reply?.items[0]?.id ?? "";
const params: Readonly<Record<string, string>> = { id: orderId, slug: cover.slug };

type Field = { readonly name: string; readonly isList: boolean };
type FormCase = {
  readonly name: string;
  readonly path: string;
  readonly limit: number;
  readonly fields: readonly Field[];
};

const isList = (field: z.ZodType): boolean =>
  field instanceof z.ZodArray || ("innerType" in field.def && isList(field.def.innerType as z.ZodType));

const forms: readonly FormCase[] = Object.entries<Endpoint>(webApi)
  .filter(([, { bodyMode }]) => bodyMode === "form")
  .map(([name, { path, body, bodyLimit = defaults.bodyLimit }]) => ({
    name,
    path: path.replaceAll(
      /:(\w+)/g,
      (_, param: string) => params[param] ?? "0198f0a0-7c6b-7f0e-8e0b-5d2f9c1a30f4",
    ),
    limit: bodyLimit,
    fields: Object.entries((body as z.ZodObject).shape).map(([field, schema]) => ({
      name: field,
      isList: isList(schema as z.ZodType),
    })),
  }));

/** A page, or the way to one; nothing that only a program could read, and nothing of another person or of the machine. */
function expectPage(page: Page, ...statuses: readonly number[]): void {
  const { status, html, headers } = page;
  expect({ status, type: headers["content-type"] }).toEqual({
    status: expect.toBeOneOf([...statuses]),
    type: "text/html; charset=utf-8",
  });
  expect(html).toMatch(/^<!doctype html>/i);
  expect(page.heading).not.toBe("");
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  expect(html).not.toMatch(/node_modules|\.ts:\d|ECONNREFUSED|TypeError|"status":\s*\d{3}/);
}

/** What a form that is sent by a person may come to: taken (the page that it leads to), to be mended, or not theirs. */
const answered = [200, 400, 401, 403, 404, 409, 422] as const;

const send = (browser: PlainBrowser, { path }: FormCase, body: string, headers: Sent["headers"] = {}) =>
  browser.post(path, [], { body, headers });

const encode = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");

const filled = ({ fields }: FormCase, value: string): string =>
  encode(fields.map(({ name }) => [name, value] as const));

const hostile = {
  "an object's name": "[object Object]",
  "less than nothing": "-1",
  "more than there is": "1e309",
  "no number": "NaN",
  "a number that is rounded": "99999999999999999999",
  "a zero byte": "a\0b",
  "a picture that runs": `"><img src=x onerror=alert(1)>`,
  "a script": "</script><script>alert(1)</script>",
  "an address that runs": "javascript:alert(1)",
  "text that turns round": "\u202Egnp.exe",
  "another host": "//evil.example/\\evil.example",
  "a path to elsewhere": "../../internal/browser-sessions",
  "an operator": "$ne",
  "5,000 characters": "x".repeat(5_000),
} as const;

test("there are forms", () => {
  expect(forms.length).toBeGreaterThan(5);
});

describe.each(forms)("$name", (form) => {
  const everybody = () => [web.browser(), web.browserOf({ role: "guest" }), web.browserOf()];

  test("with nothing in it", async () => {
    for (const browser of everybody()) expectPage(await send(browser, form, ""), ...answered);
  });

  test("with each field missing", async () => {
    for (const { name } of form.fields) {
      const others = form.fields.filter((field) => field.name !== name);
      expectPage(await send(web.browserOf(), form, filled({ ...form, fields: others }, "1")), ...answered);
    }
  });

  test("with a field twice that it has once", async () => {
    for (const { name, isList: isTaken } of form.fields) {
      if (isTaken) continue;
      expectPage(
        await send(
          web.browserOf(),
          form,
          encode([
            [name, "1"],
            [name, "2"],
          ]),
        ),
        400,
      );
    }
  });

  test.each(["isAdmin", "role", "total", "__proto__", "constructor", "hasOwnProperty"])(
    "with a field that it has not got, %s",
    async (name) => {
      expectPage(await send(web.browserOf(), form, encode([[name, "true"]])), 400);
    },
  );

  test.each(Object.entries(hostile))("with %s in every field", async (_, value) => {
    for (const browser of everybody()) {
      const page = await send(browser, form, filled(form, value));
      expectPage(page, ...answered);
      expect(page.all("img[onerror]")).toEqual([]);
      expect(
        page
          .all("script")
          .filter(({ attrs }) => !attrs.some(({ name }) => name === "src" || name === "type")),
      ).toEqual([]);
      expect(
        page
          .all("a[href]")
          .filter(({ attrs }) =>
            attrs.some((each) => each.name === "href" && /^javascript:/i.test(each.value)),
          ),
      ).toEqual([]);
    }
  });

  test("with bytes that are no text", async () => {
    const body = form.fields.map(({ name }) => `${name}=%ED%A0%80%FF`).join("&");
    expectPage(await send(web.browserOf(), form, body), ...answered);
  });

  test("larger than any form is", async () => {
    const body = `${form.fields[0]?.name ?? "x"}=${"x".repeat(form.limit)}`;
    expectPage(await send(web.browserOf(), form, body), 413);
  });

  test("with more in a field than anybody types", async () => {
    const [field] = form.fields;
    if (!field) return;
    expectPage(await send(web.browserOf(), form, encode([[field.name, "é".repeat(15_000)]])), ...answered);
  });

  test.each(["application/json", "text/plain", "multipart/form-data; boundary=x", "application/xml"])(
    "as %s",
    async (type) => {
      expectPage(await send(web.browserOf(), form, `{"a":1}`, { "content-type": type }), 415);
    },
  );

  test.each<[string, Sent["headers"]]>([
    ["that does not say where it comes from", { origin: undefined, "sec-fetch-site": undefined }],
    ["of another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["of a sibling", { "sec-fetch-site": "same-site" }],
    ["of a page without an origin", { origin: "null", "sec-fetch-site": undefined }],
  ])("from a page %s: nobody is asked anything", async (_, headers) => {
    expectPage(await send(web.browserOf(), form, filled(form, "1"), headers), 403);
    expect(web.user.asked("giveBrowserToken")).toEqual([]);
  });

  test.each([
    ["forged", "session=forged"],
    ["empty", "session="],
    ["no cookie of ours", "__Host-session=secret; connect.sid=1"],
    ["larger than a secret", `session=${"x".repeat(4_000)}`],
    ["doubled", "session=a; session=b"],
    ["not text", "session=%00%FF%C0; badge=\u00ff"],
  ])("with a cookie that is %s", async (_, cookie) => {
    expectPage(await send(web.browser(), form, filled(form, "1"), { cookie }), ...answered);
  });

  test("with the cookie of a session that has ended", async () => {
    const browser = web.browserOf();
    web.people.sessions.clear();
    expectPage(await send(browser, form, filled(form, "1")), ...answered);
  });
});

describe.each(forms.filter(({ path }) => path.includes(orderId)))("$name of another's order", (form) => {
  test("is a page that says there is none", async () => {
    for (const name of ["getOrder", "cancelOrder", "getTimeline"] as const)
      web.order.refuse(name, { status: 404, code: "order.not_found" });
    expectPage(await send(web.browserOf(), form, filled(form, "1")), 404);
  });
});
