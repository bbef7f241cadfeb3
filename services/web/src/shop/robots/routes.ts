import type { browsingPages } from "@shop/contracts/web/browsing";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { OpenAsks } from "../../asking/asks.ts";
import { robotsText } from "./robots.ts";
import { listParts, writePages, writeProducts, type SitemapDeps } from "./write-sitemap.ts";

type RobotPages = Pick<typeof browsingPages, "robots" | "sitemap" | "sitemapOfPages" | "sitemapOfProducts">;

export const robotRoutes = (deps: SitemapDeps & { readonly openAsks: OpenAsks }): Handlers<RobotPages> => ({
  robots: async () => reply(robotsText(deps.frame), { contentType: "text/plain; charset=utf-8" }),
  sitemap: async () => listParts(deps),
  sitemapOfPages: async () => writePages(deps, deps.openAsks({})),
  sitemapOfProducts: async ({ query, ended }) => writeProducts(deps, { after: query.after?.[0], ended }),
});
