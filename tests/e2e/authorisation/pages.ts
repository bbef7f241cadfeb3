/** Every page and form of the shop, with its row. */
import type { Endpoint } from "@shop/contracts/language/endpoint";
import { webApi } from "@shop/contracts/web/api";
import { pageRows, type PageName } from "./page-rows.ts";
import type { Sees } from "./who-sees.ts";

export type DescribedPage = {
  readonly name: PageName;
  readonly page: Endpoint;
  readonly sees: Sees;
};

export const pages: readonly DescribedPage[] = Object.entries<Endpoint>(webApi).map(([key, page]) => {
  const name = key as PageName;
  return { name, page, sees: pageRows[name] };
});

/** What is wrong with the row of this page, or with the page: a cookie says who somebody is, and nothing else does. */
export function faultOfPage({ name, page, sees }: DescribedPage): string | undefined {
  if (page.access !== "all" || page.token !== "ignored") return `web.${name}: it looks at tokens`;
  const isSentCookies = page.cookies === true;
  if (isSentCookies === (sees !== "all")) return undefined;
  return `web.${name}: it is sent ${isSentCookies ? "a" : "no"} cookie, and its row says ${sees}`;
}
