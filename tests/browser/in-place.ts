/** Pages of which parts take their place without the page being left. */
import type { Page } from "playwright-core";
import { openPage } from "./people.ts";

/** A page that knows whether it was left. */
export async function openInPlace(address: string, prepare?: (page: Page) => Promise<void>): Promise<Page> {
  const page = await openPage({ viewport: { width: 1280, height: 900 } });
  await prepare?.(page);
  await page.goto(address);
  await page.evaluate("window.isSame = true");
  return page;
}

export const isSame = (page: Page) => page.evaluate("window.isSame === true");
export const search = (page: Page) => decodeURIComponent(new URL(page.url()).search);

/** What somebody is at; nothing while they are nowhere. */
export const isAt = (page: Page): Promise<string> =>
  page.evaluate(
    `document.activeElement === document.body ? "" : document.activeElement.dataset.part ?? document.activeElement.innerText.trim()`,
  );
