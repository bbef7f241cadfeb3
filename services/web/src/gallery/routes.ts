import type { galleryPages } from "@shop/contracts/web/gallery";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { toReply } from "../answering/routes.ts";
import type { Frame } from "../parts/frame.ts";
import { showParts } from "./show-parts.ts";

type GalleryDeps = { readonly frame: Frame; readonly isDevelopment: boolean };

export const galleryRoutes = (deps: GalleryDeps): Handlers<typeof galleryPages> => ({
  partsPage: async () => toReply(showParts(deps)),
});
