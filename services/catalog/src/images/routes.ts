import type { imagesApi } from "@shop/contracts/catalog/images";
import { changeTagsOf } from "@shop/contracts/catalog/tags";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Product } from "../products/product.ts";
import { addImage, replaceImages, type AddImageDeps } from "./add-image.ts";
import { getImage, type GetImageDeps } from "./get-image.ts";

export const imageRoutes = (deps: AddImageDeps & GetImageDeps): Handlers<typeof imagesApi> => ({
  addImage: async ({ params, query, bytes, expect }) => {
    const { image, product } = await addImage(deps, { ...params, expect }, { bytes, alt: query.alt });
    return reply(image, aboutChange(product));
  },

  replaceImages: async ({ params, query, bytes, expect }) => {
    const { image, product } = await replaceImages(deps, { ...params, expect }, { bytes, alt: query.alt });
    return reply(image, aboutChange(product));
  },

  getImage: async ({ params, query }) =>
    reply(await getImage(deps, { name: params.name, width: query.w }), { etag: 1, headers: imageHeaders }),
});

const aboutChange = ({ id, version }: Product) => ({ etag: version, tags: changeTagsOf(id) });

/** Whatever it is opened as, it is a picture and no page. */
const imageHeaders = { "Content-Security-Policy": "default-src 'none'" };
