/** What a customer has here, by what they see: name and password, their data. */
import { refusal } from "@shop/testing/fake-service";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { runWeb, type RunningWeb } from "./running-web.ts";

let web: RunningWeb;

beforeAll(async () => {
  web = await runWeb();
});
afterAll(() => web[Symbol.asyncDispose]());
afterEach(() => web.reset());

const password = "three quiet green lamps";
const proof = { status: 403, code: "auth.sign_in_again" };
const wrongPassword = { status: 403, code: "auth.wrong_password" };

describe("name and password", () => {
  test("the name is changed", async () => {
    const page = await web.browserOf().open("/account/details");
    expect(page.text).toContain("alice@example.com");
    const changed = await page.submit("/account/details", { name: "Alice B." });
    expect([changed.path, changed.text]).toEqual([
      "/account/details?done=name",
      expect.stringContaining("Your name is changed."),
    ]);
    expect(web.user.asked("updateMe").map(({ body }) => body)).toEqual([{ name: "Alice B." }]);
    const wrong = await page.submit("/account/details", { name: "" });
    expect([wrong.status, wrong.texts(".summary a")]).toEqual([400, ["Enter name"]]);
  });

  test("a name that is sent while nobody can say whose it is stays on the page", async () => {
    const alice = web.browserOf();
    web.user.setAway(true);
    const page = await alice.post("/account/details", { name: "Alice B." });
    expect([page.status, page.form("/account/details").values["name"]]).toEqual([503, ["Alice B."]]);
    expect(page.text).toContain("You are not signed out");
    expect(page.text).not.toContain("You were signed out");
  });

  test("the password is changed, and none of both is ever shown", async () => {
    const page = await web.browserOf().open("/account/details");
    web.user.refuse("changePassword", wrongPassword);
    const typed = { currentPassword: "not this one", newPassword: password };
    const wrong = await page.submit("/account/password", typed);
    expect([wrong.status, wrong.texts(".fault")]).toEqual([400, ["Current password is not your password"]]);
    expect(wrong.html).not.toMatch(/not this one|three quiet/);
    // Who presses twice is told by the second answer that the old one is not theirs.
    expect(wrong.text).toContain("If you have just changed your password, it is changed");
    web.user.reset();
    const changed = await wrong.submit("/account/password", typed);
    expect(changed.text).toContain("Your password is changed. All other devices are signed out.");
  });

  test("who has not shown the second factor is asked to sign in again, and comes back", async () => {
    const page = await web.browserOf().open("/account/details");
    web.user.refuse("changePassword", proof);
    const typed = { currentPassword: "not this one", newPassword: password };
    const refused = await page.submit("/account/password", typed);
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("your second factor")]);
    const asked = await refused.follow("Sign in again");
    const back = await asked.submit("/sign-in", { email: "alice@example.com", password });
    expect(back.path).toBe("/account/details");
  });
});

describe("their data", () => {
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
    expect([wrong.status, wrong.texts(".fault")]).toEqual([400, ["Your password is not your password"]]);
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
    web.user.refuse("getErasure", { status: 404, code: "erasure.not_found" });
    expect((await alice.open(page.path)).status).toBe(404);
    expect((await alice.open("/erasure/erasure-1")).status).toBe(404);
  });
});
