import type { browsingPages } from "@shop/contracts/web/browsing";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { toReply } from "../../answering/routes.ts";
import { showHelp, showPrivacy, type AboutDeps } from "./show-about.ts";

type AboutPages = Pick<typeof browsingPages, "helpPage" | "privacyPage">;

export const aboutRoutes = (deps: AboutDeps): Handlers<AboutPages> => ({
  helpPage: async () => toReply(showHelp(deps)),
  privacyPage: async () => toReply(showPrivacy(deps)),
});
