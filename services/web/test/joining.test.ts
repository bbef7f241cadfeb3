/** Registering, and passwords that were forgotten, by what a person sees. */
import { describe, expect, test } from "vitest";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

describe("registering", () => {
  const ana = { name: "Ana", email: "ana@example.com", password: "three quiet green lamps" };

  test("sends a mail, and a reload sends none", async () => {
    const visitor = web.browser();
    const page = await (await visitor.open("/register")).submit("/register", ana);
    expect([page.path, page.heading]).toEqual(["/register?sent=yes", "Look into your mails"]);
    expect(page.ways).toEqual(["/register"]);
    await visitor.open(page.path);
    expect(web.user.asked("register").map(({ body }) => body)).toEqual([ana]);
  });

  test("with what is wrong says all of it at once, and keeps all but the password", async () => {
    const page = await (
      await web.browser().open("/register")
    ).submit("/register", { ...ana, email: "ana@", password: "short" });
    expect(page.status).toBe(400);
    expect(page.texts(".summary a")).toEqual([
      "E-mail must be an e-mail address",
      "Password must be 8 to 128 characters",
    ]);
    expect(page.html).toContain('value="Ana"');
    expect(page.html).toContain('value="ana@"');
    expect(page.html).not.toContain("short");
    expect(web.user.asked("register")).toEqual([]);
  });

  test("with a password that is easy to guess says so at the field", async () => {
    const errors = [{ path: "password", message: "is too easy to guess" }];
    web.user.refuse("register", { status: 400, code: "auth.common_password", errors });
    const page = await web.browser().post("/register", ana);
    expect([page.status, page.texts(".fault")]).toEqual([400, ["Password is too easy to guess"]]);
  });

  test("the mail's link does nothing by being opened; its button does", async () => {
    const visitor = web.browser();
    const opened = await visitor.open("/verify-email?token=a-token");
    expect(opened.heading).toBe("Confirm your address");
    expect(web.user.asked("verifyEmail")).toEqual([]);
    const page = await opened.submit("/verify-email");
    expect(page.path).toBe("/sign-in?after=verified");
    expect(page.text).toContain("Your address is confirmed.");
    expect(web.user.asked("verifyEmail").map(({ body }) => body)).toEqual([{ token: "a-token" }]);
  });

  test("a link that is old, or not whole, says what to do", async () => {
    web.user.refuse("verifyEmail", { status: 400, code: "auth.invalid_token" });
    const gone = await web.browser().post("/verify-email", { token: "old" });
    expect([gone.status, gone.text]).toEqual([
      400,
      expect.stringContaining("This link is not good any more"),
    ]);
    expect(gone.texts("main a")).toEqual(["Sign in", "Register again"]);
    const none = await web.browser().open("/verify-email");
    expect([none.status, none.text]).toEqual([400, expect.stringContaining("This link is not whole.")]);
  });
});

describe("a forgotten password", () => {
  test("is answered in the same way for every address", async () => {
    const opened = await web.browser().open("/forgot-password");
    const page = await opened.submit("/forgot-password", { email: "ana@example.com" });
    expect([page.path, page.heading]).toEqual(["/forgot-password?sent=yes", "Look into your mails"]);
    const wrong = await opened.submit("/forgot-password", { email: "ana" });
    expect([wrong.status, wrong.texts(".fault")]).toEqual([400, ["E-mail must be an e-mail address"]]);
  });

  test("is chosen anew by the mail's link, once its button is pressed", async () => {
    const opened = await web.browser().open("/reset-password?token=a-token");
    expect(web.user.asked("resetPassword")).toEqual([]);
    const errors = [{ path: "password", message: "is too easy to guess" }];
    web.user.refuse("resetPassword", { status: 400, code: "auth.common_password", errors });
    const again = await opened.submit("/reset-password", { password: "password1" });
    expect([again.status, again.texts(".fault")]).toEqual([400, ["New password is too easy to guess"]]);
    web.user.reset();
    const page = await again.submit("/reset-password", { password: "three quiet green lamps" });
    expect(page.path).toBe("/sign-in?after=reset");
    expect(web.user.asked("resetPassword").map(({ body }) => body)).toEqual([
      { token: "a-token", password: "three quiet green lamps" },
    ]);
  });

  test("a link that is old leads to another one", async () => {
    web.user.refuse("resetPassword", { status: 400, code: "auth.invalid_token" });
    const page = await web
      .browser()
      .post("/reset-password", { token: "old", password: "three quiet green lamps" });
    expect([page.status, page.text]).toEqual([
      400,
      expect.stringContaining("This link is not good any more"),
    ]);
    expect((await page.follow("Send me another link")).path).toBe("/forgot-password");
    // Who presses twice is told this by the second answer.
    expect(page.text).toContain("If you have just changed your password by it, it is changed");
    expect((await page.follow("Sign in")).path).toBe("/sign-in");
  });
});

test.each([
  ["/register", { name: "Bo", email: "bo@example.com", password: "three quiet green lamps" }, "register"],
  ["/forgot-password", { email: "bo@example.com" }, "forgotPassword"],
] as const)("%s keeps where somebody was going, and only a path of ours", async (path, typed, asked) => {
  const visitor = web.browser();
  const waysTo = (html: string) => [...html.matchAll(/href="(\/[^"]*)"/g)].map(([, way]) => way);
  const way = `${path}?to=/checkout`;
  expect(waysTo((await visitor.open("/sign-in?to=/checkout")).html)).toContain(way);
  const opened = await visitor.open(way);
  expect(waysTo(opened.html)).toContain("/sign-in?to=/checkout");
  const wrong = await opened.submit(path, { ...typed, email: "bo@" });
  expect([wrong.status, waysTo(wrong.html).includes("/sign-in?to=/checkout")]).toEqual([400, true]);
  const sent = await wrong.submit(path, typed);
  expect(sent.path).toBe(`${path}?sent=yes&to=/checkout`);
  expect(waysTo(sent.html)).toContain("/sign-in?to=/checkout");
  expect(web.user.asked(asked).map(({ body }) => body)).toContainEqual(typed);
  for (const to of [
    "//evil.example",
    "https://evil.example/",
    "/sign-out",
    "/register",
    "javascript:alert(1)",
  ]) {
    const page = await visitor.open(`${path}?to=${encodeURIComponent(to)}`);
    expect(page.html).not.toContain("evil");
    expect(waysTo(page.html)).toContain("/sign-in");
  }
});
