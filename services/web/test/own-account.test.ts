/** What a customer has here, by what they see: name and password. */
import { describe, expect, test } from "vitest";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

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
    expect([wrong.status, wrong.texts(".fault")]).toEqual([400, ["Current password is not right"]]);
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
