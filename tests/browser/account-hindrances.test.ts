/** Whatever is somebody's own: pages that keep nobody out, and what they say when something is not right. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { findFaults } from "./accessible.ts";
import { choose, fillIn, mistakes, noticeOn, press, says, valueIn } from "./buying.ts";
import { openSignedIn } from "./customers.ts";
import { openPage, people } from "./people.ts";

test("what is wrong with a registration is said all at once; all but the password is still there", async () => {
  const page = await openPage();
  await page.goto("/register");
  await fillIn(page, { Name: "Ana <b>", "E-mail": "ana@", Password: "short" });
  await press(page, "Register");
  await page.waitForSelector("#summary");
  expect(await page.evaluate("document.activeElement.id")).toBe("summary");
  expect(await mistakes(page)).toEqual([
    expect.stringMatching(/^E-mail must be/),
    expect.stringMatching(/^Password must be/),
  ]);
  const kept = [await valueIn(page, "Name"), await valueIn(page, "E-mail"), await valueIn(page, "Password")];
  expect(kept).toEqual(["Ana <b>", "ana@", ""]);
  expect(await findFaults(page)).toEqual([]);
});

test("a wrong password is said without saying which was wrong; too many say in what time to come back", async () => {
  const { email } = await people.customer();
  const page = await openPage();
  const attempt = async (): Promise<string> => {
    await page.goto("/sign-in");
    await fillIn(page, { "E-mail": email, Password: "not this one" });
    await press(page, "Sign in");
    await page.waitForSelector("#notice [role=alert]");
    return noticeOn(page);
  };
  const first = await attempt();
  expect(first).toContain("E-mail and password do not match an account");
  expect([await valueIn(page, "E-mail"), await valueIn(page, "Password")]).toEqual([email, ""]);
  let last = first;
  for (let left = 6; left > 0 && last === first; left--) last = await attempt();
  expect(last).toMatch(/^That was tried too often\. Try again in \d+ (seconds?|minutes?)\.$/);
  expect(await findFaults(page)).toEqual([]);
});

test("an address that is not whole is asked for at its fields, and what is there stays", async () => {
  const { page } = await openSignedIn();
  await page.goto("/account/addresses/new");
  await fillIn(page, { "Full name": "Ana", Town: "" });
  await press(page, "Save");
  await page.waitForSelector("#summary");
  expect(await mistakes(page)).toEqual(["Enter street and number", "Enter town"]);
  expect(await valueIn(page, "Full name")).toBe("Ana");
  expect(await findFaults(page)).toEqual([]);
});

test("who has reviewed a product in another tab is told so, and what was written is still there", async () => {
  const { page } = await openSignedIn();
  const sku = await people.sell(5);
  const write = async (tab: Page, text: string): Promise<void> => {
    await choose(tab, "rating", "4");
    await fillIn(tab, { Title: "Good", "Your review": text });
    await press(tab, "Publish your review");
  };
  await page.goto(`/p/${sku}`);
  await page.getByRole("link", { name: "Write a review" }).click();
  await page.waitForURL("**/review");
  const other = await page.context().newPage();
  await other.goto(`/p/${sku}/review`);
  await write(page, "It holds.");
  await page.waitForURL("**/reviews*");
  expect(await says(page)).toContain("It holds.");
  await write(other, "It still holds.");
  await expect.poll(() => noticeOn(other)).toContain("You have reviewed this product already.");
  expect(await valueIn(other, "Your review")).toBe("It still holds.");
  expect(await findFaults(other)).toEqual([]);
});

test("who has reviewed a product sees it in place of the form, and can take it back", async () => {
  const { page } = await openSignedIn();
  const sku = await people.sell(5);
  await page.goto(`/p/${sku}/review`);
  await choose(page, "rating", "2");
  await fillIn(page, { Title: "Thin" });
  await press(page, "Publish your review");
  await page.waitForURL("**/reviews*");
  await page.goto(`/p/${sku}/review`);
  expect(await says(page)).toContain("Thin");
  expect(await findFaults(page)).toEqual([]);
  await press(page, "Take it back");
  await expect.poll(() => says(page)).toContain("Publish your review");
  await page.goto(`/p/${sku}/reviews`);
  expect(await says(page)).toContain("Nobody has reviewed it yet");
});

test("an account is not erased without its password and the tick, and both are asked for at once", async () => {
  const { page } = await openSignedIn();
  await page.goto("/account/data");
  await press(page, "Erase my account");
  await page.waitForSelector("#summary");
  expect(await mistakes(page)).toEqual([
    "Enter your password",
    "The tick is missing: set it if you are sure",
  ]);
  expect(await findFaults(page)).toEqual([]);
  await page.goto("/account");
  expect(await says(page)).toContain("Hello, Ana");
});

test("an erased account's old cookie is nobody's: signed out is said, and one buys as a guest", async () => {
  const { page, customer } = await openSignedIn();
  const { status } = await customer.requestErasure({ body: { password: customer.password } });
  expect(status).toBe(202);
  await page.goto("/account/details");
  await page.waitForURL((url) => url.pathname === "/sign-in");
  expect(await noticeOn(page)).toContain("You were signed out, or away for too long.");
  expect(await page.content()).not.toContain(customer.email);
  const sku = await people.sell(5);
  await page.goto(`/p/${sku}`);
  await press(page, "Add to bag");
  await expect.poll(() => noticeOn(page)).toContain("is in your bag.");
  await page.goto("/bag");
  expect(await says(page)).toContain(sku);
});
