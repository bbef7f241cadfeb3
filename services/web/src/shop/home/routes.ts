import type { browsingPages } from "@shop/contracts/web/browsing";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { toReply } from "../../answering/routes.ts";
import type { OpenAsks } from "../../asking/asks.ts";
import { showHome, type HomeDeps } from "./show-home.ts";

export const homeRoutes = (
  deps: HomeDeps & { readonly openAsks: OpenAsks },
): Handlers<Pick<typeof browsingPages, "homePage">> => ({
  homePage: async () => toReply(await showHome(deps, deps.openAsks({}))),
});
