/** What Alice does with her account, once she has one. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { fillIn, home, press, says } from "./buying.ts";
import { signIn } from "./customers.ts";
import { openPage } from "./people.ts";

type Login = { readonly email: string; readonly password: string };

export async function keepAddress(page: Page): Promise<void> {
  await page.goto("/account/addresses");
  await page.getByRole("link", { name: "Add an address" }).first().click();
  await page.waitForURL("**/addresses/new");
  await fillIn(page, {
    "Full name": "Alice",
    "Street and number": home["Street and number"],
    Postcode: home.Postcode,
    Town: home.City,
  });
  await page.locator("main").getByLabel("Country").selectOption("DE");
  await press(page, "Save");
  await page.getByText("The address is saved.").waitFor();
}

export async function endOtherSession(page: Page, alice: Login): Promise<void> {
  const phone = await openPage();
  await signIn(phone, alice);
  await page.goto("/account/sessions");
  const others = page.locator("main tbody tr").filter({ hasNotText: "this browser" });
  expect(await others.count()).toBe(1);
  await others.getByRole("button").click();
  await page.getByText("It is signed out.").waitFor();
  await phone.goto("/account");
  expect(new URL(phone.url()).pathname).toBe("/sign-in");
}

export async function takeCopy(page: Page, said: readonly string[]): Promise<void> {
  await page.goto("/account/data");
  const [file] = await Promise.all([page.waitForEvent("download"), press(page, "Give me a copy")]);
  expect(file.suggestedFilename()).toBe("supercoolshop.json");
  const copy = await readFile(await file.path(), "utf8");
  for (const each of said) expect(copy).toContain(each);
}

export async function erase(page: Page, { email, password }: Login): Promise<void> {
  await page.goto("/account/data");
  await fillIn(page, { "Your password": password });
  await page.getByLabel("I want my account to be erased").check();
  await press(page, "Erase my account");
  await page.waitForURL(/\/erasure\//);
  expect(await says(page)).toContain("Your account is closed.");
  await page.goto("/account");
  expect(new URL(page.url()).pathname).toBe("/sign-in");
  await fillIn(page, { "E-mail": email, Password: password });
  await press(page, "Sign in");
  await page.getByText("do not match an account").waitFor();
}
