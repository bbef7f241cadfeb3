/** What a customer has here, by what they see: name and password, second factor, their data. */
import { refusal } from "@shop/testing/fake-service";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { appUri, recoveryCodes } from "./fake-people.ts";
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

describe("the second factor", () => {
  const app = {
    id: "factor-app",
    kind: "totp",
    confirmed: true,
    createdAt: "2026-11-20T10:00:00.000Z",
    lastUsedAt: null,
  };
  const factors = (...items: readonly object[]) =>
    web.user.answer("listSecondFactors", { items, next: null, recoveryCodesLeft: items.length * 7 });

  test("an app is set up by a picture or a text, and the first code brings recovery codes, shown once", async () => {
    factors();
    const alice = web.browserOf();
    const setUp = await (await alice.open("/account/second-factor")).submit("/account/second-factor");
    expect(setUp.texts("code")).toEqual([appUri]);
    expect(setUp.all("svg.qr path")).toHaveLength(1);
    web.user.refuse("confirmSecondFactor", { status: 400, code: "second_factor.wrong_code" });
    const wrong = await setUp.submit("/account/second-factor/factor-app/confirm", { code: "000000" });
    expect([wrong.status, wrong.texts("code")]).toEqual([400, [appUri]]);
    expect(wrong.texts(".fault")).toEqual(["Code is not right: is the clock of your phone?"]);
    web.user.answer("confirmSecondFactor", app);
    const codes = await wrong.submit("/account/second-factor/factor-app/confirm", { code: "123 456" });
    expect(codes.texts("code")).toEqual(recoveryCodes);
    expect(web.user.asked("confirmSecondFactor").at(-1)?.body).toEqual({ code: "123456" });
    factors(app);
    expect((await codes.follow("I have written them down")).text).toContain("7 recovery codes left");
  });

  test("pressed twice, the app is in use, and new recovery codes can be had for those that nobody saw", async () => {
    web.user.refuse("confirmSecondFactor", { status: 404, code: "second_factor.not_found" });
    factors({ ...app, confirmed: false });
    const confirm = "/account/second-factor/factor-app/confirm";
    const late = await web.browserOf().post(confirm, { code: "123456" });
    expect([late.status, late.text]).toEqual([400, expect.stringContaining("That took too long")]);
    factors(app);
    const page = await web.browserOf().post(confirm, { code: "123456" });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining("Your app is in use")]);
    expect(page.text).not.toContain("took too long");
    expect((await page.submit("/account/recovery-codes")).texts("code")).toEqual(recoveryCodes);
  });

  test("a second app leaves the codes that somebody has", async () => {
    factors(app);
    web.user.answer("confirmSecondFactor", app);
    const page = await web.browserOf().post("/account/second-factor/other/confirm", { code: "123456" });
    expect(page.path).toBe("/account/second-factor?done=added");
    expect(web.user.asked("makeRecoveryCodes")).toEqual([]);
  });

  test("what a form brings along is never shown as another address", async () => {
    for (const uri of ["https://evil.example/", "javascript:alert(1)", `otpauth://totp/"><img>`]) {
      web.user.refuse("confirmSecondFactor", { status: 400, code: "second_factor.wrong_code" });
      const page = await web.browserOf().post("/account/second-factor/x/confirm", { code: "123456", uri });
      expect(page.status).toBe(400);
      expect(page.all("svg.qr")).toEqual([]);
      expect(page.html).not.toContain(uri);
    }
  });

  test("after a wrong first code the secret is shown again, whatever the address", async () => {
    const uri = `otpauth://totp/SuperCoolShop:o'brien!(x)*@example.com?secret=ABC&issuer=SuperCoolShop`;
    web.user.refuse("confirmSecondFactor", { status: 400, code: "second_factor.wrong_code" });
    const page = await web.browserOf().post("/account/second-factor/x/confirm", { code: "123456", uri });
    expect([page.all("svg.qr").length, page.texts("code")]).toEqual([1, [expect.stringContaining("ABC")]]);
  });

  test("who signed in long ago is asked to sign in again, and comes back", async () => {
    factors(app);
    web.user.refuse("addSecondFactor", proof);
    const page = await web.browserOf().post("/account/second-factor", {});
    expect([page.status, page.text]).toEqual([403, expect.stringContaining("come back within ten minutes")]);
    const asked = await page.follow("Sign in again");
    const back = await asked.submit("/sign-in", { email: "alice@example.com", password });
    expect(back.path).toBe("/account/second-factor");
  });

  test("one is removed with the password", async () => {
    factors(app);
    const page = await web.browserOf().open("/account/second-factor");
    const remove = "/account/second-factor/factor-app/remove";
    web.user.refuse("removeSecondFactor", wrongPassword);
    const wrong = await page.submit(remove, { password: "not this one" });
    expect([wrong.status, wrong.texts(".fault")]).toEqual([400, ["Your password is not your password"]]);
    web.user.refuse("removeSecondFactor", { status: 409, code: "second_factor.needed" });
    expect((await page.submit(remove, { password })).text).toContain("Your role needs a second factor");
    web.user.reset();
    factors();
    expect((await page.submit(remove, { password })).text).toContain("The second factor is removed.");
    // Pressed twice.
    web.user.refuse("removeSecondFactor", { status: 404, code: "second_factor.not_found" });
    expect((await page.submit(remove, { password })).text).toContain("The second factor is removed.");
  });

  test("new recovery codes are shown in the answer, and nowhere after", async () => {
    factors(app);
    const alice = web.browserOf();
    const page = await (await alice.open("/account/second-factor")).submit("/account/recovery-codes");
    expect(page.texts("code")).toEqual(recoveryCodes);
    expect((await alice.open("/account/second-factor")).html).not.toContain(recoveryCodes[0]);
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
