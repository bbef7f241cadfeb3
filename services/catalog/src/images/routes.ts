import type { catalogApi } from "@shop/contracts/catalog/api";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { getImage, type ImageDeps } from "./get-image.ts";

export const imageRoutes = (deps: ImageDeps): Pick<Handlers<typeof catalogApi>, "getImage"> => ({
  getImage: async ({ params }) => reply(await getImage(deps, params.name), { headers: imageHeaders }),
});

/** A picture may style itself and do nothing else. */
const imageHeaders = { "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'" };
