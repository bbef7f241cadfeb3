/** What a sign-in asks for beside the password: set up, lost, removed. */
import { expect, test } from "vitest";
import { appUri, recoveryCodes } from "./fake-people.ts";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

const password = "three quiet green lamps";
const wrongPassword = { status: 403, code: "auth.wrong_password" };

const app = {
  id: "factor-app",
  kind: "totp",
  confirmed: true,
  createdAt: "2026-11-20T10:00:00.000Z",
  lastUsedAt: null,
};
const factors = (...items: readonly object[]) =>
  web.user.answer("listSecondFactors", { items, next: null, recoveryCodesLeft: items.length * 7 });
const proof = { status: 403, code: "auth.sign_in_again" };

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
  expect([wrong.status, wrong.texts(".fault")]).toEqual([400, ["Your password is not right"]]);
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
