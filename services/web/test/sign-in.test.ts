/** Signing in, by what a person sees. */
import { refusal } from "@shop/testing/fake-service";
import { describe, expect, test } from "vitest";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

const credentials = { email: "alice@example.com", password: "three quiet green lamps" };

describe("signing in", () => {
  test("leads where one wanted to go", async () => {
    const visitor = web.browser();
    const asked = await visitor.open("/account/orders?status=shipped");
    expect(asked.heading).toBe("Sign in");
    const page = await asked.submit("/sign-in", credentials);
    expect([page.path, page.heading]).toEqual(["/account/orders?status=shipped", "Your orders"]);
    expect(web.user.asked("logIn")[0]?.body).toEqual(credentials);
    expect(visitor.cookies.get("badge")?.value).toMatch(/\.in$/);
  });

  test.each([
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/%0d%0aset-cookie:a=b",
    "/sign-in?to=/sign-in",
    "/sign-out",
    "",
    " /bag",
    "/\t/evil.example",
    "/.//evil.example/",
    "/bag/..//evil.example/",
    "/%2e//evil.example/",
  ])("never to another place than ours, nor round in a circle: %s", async (to) => {
    const opened = await web.browser().open(`/sign-in?to=${encodeURIComponent(to)}`);
    const page = await opened.submit("/sign-in", credentials);
    expect(page.path).toMatch(/^\/account$|^\/%0d%0aset-cookie/i);
    const posted = await web.browser().post("/sign-in", { ...credentials, to });
    expect(posted.path).toBe(page.path);
  });

  test("with what is wrong says one thing, and keeps the address but not the password", async () => {
    web.user.refuse("logIn", { status: 401, code: "auth.invalid_credentials" });
    const opened = await web.browser().open("/sign-in?to=/bag");
    const page = await opened.submit("/sign-in", credentials);
    expect(page.status).toBe(400);
    expect(page.text).toContain("E-mail and password do not match an account");
    expect(page.html).toContain('value="alice@example.com"');
    expect(page.html).not.toContain(credentials.password);
    expect(page.headers["set-cookie"]).toBeUndefined();
    web.user.reset();
    expect((await page.submit("/sign-in", { password: credentials.password })).path).toBe("/bag");
  });

  test("with nothing asks for both, with links to the fields", async () => {
    const page = await (await web.browser().open("/sign-in")).submit("/sign-in");
    expect(page.status).toBe(400);
    expect(page.texts(".summary a")).toEqual(["Enter e-mail", "Enter password"]);
    expect(web.user.asked("logIn")).toEqual([]);
  });

  test("too often says for how long to wait", async () => {
    web.user.refuse("logIn", { status: 429, code: "auth.too_many_attempts", retryAfterS: 240 });
    const page = await web.browser().post("/sign-in", credentials);
    expect([page.status, page.text]).toEqual([429, expect.stringContaining("Try again in 4 minutes.")]);
    expect(page.headers["retry-after"]).toBe("240");
  });

  test("while the user service is away says so", async () => {
    web.user.setAway(true);
    const page = await web.browser().post("/sign-in", credentials);
    expect(page.status).toBe(503);
    expect(page.text).toContain("You cannot sign in just now");
    expect(page.html).toContain('value="alice@example.com"');
  });

  test("who is signed in is told so, and can go on", async () => {
    const page = await web.browserOf().open("/sign-in?to=/bag");
    expect(page.text).toContain("You are signed in as alice@example.com. Go on");
    expect((await page.follow("Go on")).path).toBe("/bag");
    for (const to of ["//evil.example/", "/.//evil.example/", "/bag/..//evil.example/"]) {
      const lured = await web.browserOf().open(`/sign-in?to=${encodeURIComponent(to)}`);
      expect((await lured.follow("Go on")).path).toBe("/account");
    }
  });

  test.each([
    ["ended", []],
    ["signed-out", []],
    ["verified", ["Your address is confirmed. Sign in and enjoy your account."]],
  ])("who is signed in is not told to be out, whatever the address says: after=%s", async (after, told) => {
    const page = await web.browserOf().open(`/sign-in?to=/bag&after=${after}`);
    expect(page.texts(".notice")).toEqual([...told, "You are signed in as alice@example.com. Go on"]);
  });
});

describe("the second step", () => {
  const demand = (kinds: readonly string[]) =>
    web.user.answer("logIn", () =>
      refusal({ status: 401, code: "auth.second_factor_required", challenge: "challenge-1", kinds }),
    );

  test("asks for a code, which may be wrong once, and leads on", async () => {
    demand(["totp", "recovery_code"]);
    const visitor = web.browser();
    const step = await visitor.post("/sign-in", { ...credentials, to: "/account/addresses" });
    expect([step.status, step.heading]).toEqual([200, "One more step"]);
    expect(step.text).toContain("Open the app on your phone");
    expect(visitor.cookies.size).toBe(0);
    web.user.refuse("answerChallenge", { status: 401, code: "auth.wrong_second_factor" });
    const again = await step.submit("/sign-in/code", { code: "000000" });
    expect([again.status, again.heading]).toEqual([400, "One more step"]);
    expect(again.text).toContain("This code is not right, or was used before.");
    expect(again.html).not.toContain("000000");
    web.user.answer("answerChallenge", web.people.signedIn());
    const page = await again.submit("/sign-in/code", { code: "123 456" });
    expect(page.path).toBe("/account/addresses");
    expect(web.user.asked("answerChallenge").map(({ body }) => body)).toEqual([
      { challenge: "challenge-1", code: "000000" },
      { challenge: "challenge-1", code: "123 456" },
    ]);
  });

  test("begun again, it still leads on", async () => {
    demand(["totp"]);
    const step = await web.browser().post("/sign-in", { ...credentials, to: "/account/addresses?a=b&c=d" });
    const anew = await step.follow("Begin again");
    expect([anew.status, anew.heading]).toEqual([200, "Sign in"]);
    expect(anew.form("/sign-in").values["to"]).toEqual(["/account/addresses?a=b&c=d"]);
  });

  test("without an app asks for a recovery code", async () => {
    demand(["passkey", "recovery_code"]);
    const step = await web.browser().post("/sign-in", credentials);
    expect(step.text).toContain("Type one of your recovery codes");
    web.user.answer("answerChallenge", web.people.signedIn());
    expect((await step.submit("/sign-in/code", { code: "keptaa-keptbb-keptcc-keptdd" })).path).toBe(
      "/account",
    );
  });

  test("that took too long begins anew, and still leads on", async () => {
    demand(["totp"]);
    const step = await web.browser().post("/sign-in", { ...credentials, to: "/bag" });
    web.user.refuse("answerChallenge", { status: 401, code: "auth.invalid_challenge" });
    const page = await step.submit("/sign-in/code", { code: "123456" });
    expect(page.path).toBe("/sign-in?to=/bag&after=too-late");
    expect(page.text).toContain("Sign in once more.");
    web.user.reset();
    expect((await page.submit("/sign-in", credentials)).path).toBe("/bag");
  });
});
