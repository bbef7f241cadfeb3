/** Those who have an account, and sign in by its page. */
import type { Page } from "playwright-core";
import { fillIn, press } from "./buying.ts";
import { openPage, people } from "./people.ts";

export type Customer = Awaited<ReturnType<typeof people.customer>>;

export async function signIn(
  page: Page,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<void> {
  if (new URL(page.url()).pathname !== "/sign-in") await page.goto("/sign-in");
  await fillIn(page, { "E-mail": email, Password: password });
  await press(page, "Sign in");
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** Somebody new, signed in with a browser of their own. */
export async function openSignedIn(): Promise<{ readonly customer: Customer; readonly page: Page }> {
  const [customer, page] = await Promise.all([people.customer(), openPage()]);
  await signIn(page, customer);
  return { customer, page };
}
