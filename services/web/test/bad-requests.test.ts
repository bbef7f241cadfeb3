/** Every form of the shop, sent as nobody should: always a page for people, never an error of ours. New forms join by themselves. */
import assert from "node:assert/strict";
import type { PlainBrowser, Sent } from "@shop/testing/plain-browser";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { answered, encode, faultsOf, filled, forms, hostile, orderId, type FormCase } from "./bad-forms.ts";
import { runWeb, type RunningWeb } from "./running-web.ts";

let web: RunningWeb;

beforeAll(async () => {
  web = await runWeb();
});
afterAll(() => web[Symbol.asyncDispose]());
beforeEach(() => web.reset());
// Else a page that says that something is away would be the test's own doing.
afterEach(() =>
  assert.deepEqual(
    [web.catalog, web.user, web.order].flatMap(({ failures }) => failures),
    [],
  ),
);

const send = (browser: PlainBrowser, { path }: FormCase, body: string, headers: Sent["headers"] = {}) =>
  browser.post(path, [], { body, headers });

test("there are forms", () => {
  expect(forms.length).toBeGreaterThan(5);
});

describe.each(forms)("$name", (form) => {
  const everybody = () => [web.browser(), web.browserOf({ role: "guest" }), web.browserOf()];

  test("with nothing in it", async () => {
    for (const browser of everybody())
      expect(faultsOf(await send(browser, form, ""), ...answered)).toEqual([]);
  });

  test("with each field missing", async () => {
    for (const { name } of form.fields) {
      const others = form.fields.filter((field) => field.name !== name);
      expect(
        faultsOf(await send(web.browserOf(), form, filled({ ...form, fields: others }, "1")), ...answered),
      ).toEqual([]);
    }
  });

  test("with a field twice that it has once", async () => {
    for (const { name, isList: isTaken } of form.fields) {
      if (isTaken) continue;
      expect(
        faultsOf(
          await send(
            web.browserOf(),
            form,
            encode([
              [name, "1"],
              [name, "2"],
            ]),
          ),
          400,
        ),
      ).toEqual([]);
    }
  });

  test.each(["isAdmin", "role", "total", "__proto__", "constructor", "hasOwnProperty"])(
    "with a field that it has not got, %s",
    async (name) => {
      expect(faultsOf(await send(web.browserOf(), form, encode([[name, "true"]])), 400)).toEqual([]);
    },
  );

  test.each(Object.entries(hostile))("with %s in every field", async (_, value) => {
    for (const browser of everybody()) {
      const page = await send(browser, form, filled(form, value));
      expect(faultsOf(page, ...answered)).toEqual([]);
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
    expect(faultsOf(await send(web.browserOf(), form, body), ...answered)).toEqual([]);
  });

  test("larger than any form is", async () => {
    const body = `${form.fields[0]?.name ?? "x"}=${"x".repeat(form.limit)}`;
    expect(faultsOf(await send(web.browserOf(), form, body), 413)).toEqual([]);
  });

  test("with more in a field than anybody types", async () => {
    const [field] = form.fields;
    if (!field) return;
    expect(
      faultsOf(await send(web.browserOf(), form, encode([[field.name, "é".repeat(15_000)]])), ...answered),
    ).toEqual([]);
  });

  test.each(["application/json", "text/plain", "multipart/form-data; boundary=x", "application/xml"])(
    "as %s",
    async (type) => {
      expect(faultsOf(await send(web.browserOf(), form, `{"a":1}`, { "content-type": type }), 415)).toEqual(
        [],
      );
    },
  );

  test.each<[string, Sent["headers"]]>([
    ["that does not say where it comes from", { origin: undefined, "sec-fetch-site": undefined }],
    ["of another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["of a sibling", { "sec-fetch-site": "same-site" }],
    ["of a page without an origin", { origin: "null", "sec-fetch-site": undefined }],
  ])("from a page %s: nobody is asked anything", async (_, headers) => {
    expect(faultsOf(await send(web.browserOf(), form, filled(form, "1"), headers), 403)).toEqual([]);
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
    expect(faultsOf(await send(web.browser(), form, filled(form, "1"), { cookie }), ...answered)).toEqual([]);
  });

  test("with the cookie of a session that has ended", async () => {
    const browser = web.browserOf();
    web.people.sessions.clear();
    expect(faultsOf(await send(browser, form, filled(form, "1")), ...answered)).toEqual([]);
  });
});

describe.each(forms.filter(({ path }) => path.startsWith(`/order/${orderId}`)))(
  "$name of another's order",
  (form) => {
    test("is a page that says there is none", async () => {
      for (const name of ["getOrder", "cancelOrder", "getTimeline"] as const)
        web.order.refuse(name, { status: 404, code: "order.not_found" });
      expect(faultsOf(await send(web.browserOf(), form, filled(form, "1")), 404)).toEqual([]);
    });
  },
);
