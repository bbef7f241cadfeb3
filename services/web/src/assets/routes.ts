import type { assetsApi } from "@shop/contracts/web/assets";
import { AppError } from "@shop/kit/errors";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Assets } from "./asset.ts";
import { manifestOf } from "./manifest.ts";

export const assetRoutes = ({ assets }: { readonly assets: Assets }): Handlers<typeof assetsApi> => ({
  getAsset: async ({ params }) => {
    const found = assets.find(params.name);
    if (!found) throw new AppError("not_found", "asset.not_found", "There is no such file");
    const { bytes, contentType } = found.asset;
    // A page that was kept before a deployment names a file of that day, and must not be bare.
    const headers = found.isCurrent ? {} : { "Cache-Control": "no-store" };
    return reply(bytes, { contentType, headers });
  },
  getManifest: async () => JSON.stringify(manifestOf(assets)),
  getFavicon: async () => assets.get("icon.svg").bytes,
});
