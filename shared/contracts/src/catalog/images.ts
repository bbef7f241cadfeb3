/** Pictures of what is on sale. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { emptyLine } from "../language/text.ts";

export const ImageName = z.string().regex(/^[A-Za-z0-9_-]{1,100}\.[a-z0-9]{1,5}$/, "must be a file name");

export const Image = z
  .strictObject({
    url: z.string().regex(/^\/images\/[A-Za-z0-9_-]{1,100}\.[a-z0-9]{1,5}$/, "must be a path under /images/"),
    alt: emptyLine(500).default(""),
  })
  .meta({ id: "ImageInput" });
export type Image = z.infer<typeof Image>;

export const imagesApi = {
  getImage: defineEndpoint({
    method: "get",
    path: "/images/:name",
    summary: "A picture",
    access: "all",
    params: z.object({ name: ImageName }),
    refuses: { not_found: ["image.not_found"] },
    status: 200,
    reply: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    replyType: "image/svg+xml",
    cacheControl: "public, max-age=31536000, immutable",
    cache: { maxAgeS: 86_400, tags: [] },
  }),
};
