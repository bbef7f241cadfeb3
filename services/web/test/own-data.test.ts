/** What a customer may ask of what is held about them: a copy, and its end. */
import { refusal } from "@shop/testing/fake-service";
import { expect, test } from "vitest";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

const password = "three quiet green lamps";
const proof = { status: 403, code: "auth.sign_in_again" };
const wrongPassword = { status: 403, code: "auth.wrong_password" };

test("a copy comes as a file", async () => {
  const page = await (await web.browserOf().open("/account/data")).submit("/account/data/export");
  expect(page.headers["content-disposition"]).toBe('attachment; filename="supercoolshop.json"');
  expect(page.headers["content-type"]).toBe("application/json");
  expect(JSON.parse(page.html)).toEqual({ account: { email: "alice@example.com" } });
});

test("a copy that breaks off is none", async () => {
  web.user.answer("exportMe", Buffer.from('{"account":{"email":'));
  const page = await web.browserOf().post("/account/data/export", {});
  expect([page.status, page.text]).toEqual([503, expect.stringContaining("Not all of it can be read")]);
  web.user.refuse("exportMe", { status: 429, code: "export.too_many", retryAfterS: 600 });
  const often = await web.browserOf().post("/account/data/export", {});
  expect([often.status, often.text]).toEqual([429, expect.stringContaining("Try again in 10 minutes.")]);
});

test("an erasure says before what will happen, and wants the password and a tick", async () => {
  const alice = web.browserOf();
  const page = await alice.open("/account/data");
  expect(page.text).toContain("This cannot be taken back.");
  const nothing = await page.submit("/account/data/erase");
  expect([nothing.status, nothing.texts(".summary a").length]).toEqual([400, 2]);
  web.user.answer("requestErasure", () => refusal(wrongPassword));
  const wrong = await page.submit("/account/data/erase", { password: "not this one", sure: "yes" });
  expect([wrong.status, wrong.texts(".fault")]).toEqual([400, ["Your password is not right"]]);
  web.user.refuse("requestErasure", { status: 409, code: "user.last_admin" });
  const last = await page.submit("/account/data/erase", { password, sure: "yes" });
  expect(last.text).toContain("You are the last admin");
  web.user.refuse("requestErasure", proof);
  const refused = await page.submit("/account/data/erase", { password, sure: "yes" });
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("your second factor")]);
  expect((await refused.follow("Sign in again")).path).toBe("/sign-in?to=/account/data");
  expect(alice.cookies.has("session")).toBe(true);
});

test("erased: the browser forgets, and a link shows how far it is", async () => {
  const erasure = {
    id: "erasure-1",
    status: "erasing",
    requestedAt: "2026-11-26T10:00:00.000Z",
    deadline: "2026-12-26T10:00:00.000Z",
    services: [
      { service: "catalog", erasedAt: "2026-11-26T10:01:00.000Z" },
      { service: "order", erasedAt: null },
      { service: "user", erasedAt: null },
    ],
  };
  web.user.write("requestErasure", (_, response) => {
    response.writeHead(202, {
      "content-type": "application/json",
      location: "/erasures/erasure-1?access=the-link",
    });
    response.end(JSON.stringify(erasure));
  });
  web.user.answer("getErasure", erasure);
  const alice = web.browserOf();
  const page = await (
    await alice.open("/account/data")
  ).submit("/account/data/erase", { password, sure: "yes" });
  expect(page.path).toBe("/erasure/erasure-1?access=the-link");
  expect(page.text).toContain("We are erasing what we know about you.");
  expect([...alice.cookies.keys()]).toEqual([]);
  web.user.refuse("getErasure", { status: 429, code: "rate.limited" });
  expect((await alice.open("/erasure/erasure-1?access=the-link")).status).toBe(429);
  web.user.refuse("getErasure", { status: 404, code: "erasure.not_found" });
  expect((await alice.open(page.path)).status).toBe(404);
  expect((await alice.open("/erasure/erasure-1")).status).toBe(404);
});
