/** Pictures of what is on sale. */
import { z } from "zod";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint, type ErrorCode } from "../language/endpoint.ts";
import { orDefault } from "../language/optional.ts";
import { emptyLine } from "../language/text.ts";
import { Id } from "../language/values.ts";
import { IdOrSlug } from "./slugs.ts";

export const ImageName = z.string().regex(/^[A-Za-z0-9_-]{1,100}\.[a-z0-9]{1,5}$/, "must be a file name");

export const Image = z
  .strictObject({
    url: z.string().regex(/^\/images\/[A-Za-z0-9_-]{1,100}\.[a-z0-9]{1,5}$/, "must be a path under /images/"),
    alt: orDefault(emptyLine(500), ""),
  })
  .meta({ id: "ImageInput" });
export type Image = z.infer<typeof Image>;

const ShownImage = z.object({ url: z.string(), alt: z.string() }).meta({ id: "Image" });

/** In pixels, each as a picture can be asked for. */
export const imageWidths = [160, 320, 640, 1280] as const;
export type ImageWidth = (typeof imageWidths)[number];

const Width = z
  .enum(imageWidths.map(String) as [string, ...string[]], {
    error: `must be one of ${imageWidths.join(", ")}`,
  })
  .transform((digits) => Number(digits) as ImageWidth);

/** A product has no more of them. */
export const maxImages = 50;
/** What it would take to open a picture grows with these, whatever the file weighs. */
export const maxPixels = 50_000_000;

const upload = {
  description: [
    "The body is the picture as it is. What it is, its content says, whatever it is sent as.",
    `Kept is a WebP in sRGB of 2560 pixels a side at most, turned as its camera was held, without anything else that was in the file; it may have ${maxPixels} pixels on its way in, and shows one picture.`,
    "An SVG is drawn, and may neither run nor load anything, nor take more than two seconds of CPU to draw.",
    "A picture that the product shows already stays where it is and gets the new `alt`.",
  ].join(" "),
  access: { role: "staff", scope: "catalog:write" },
  params: z.object({ id: IdOrSlug }),
  query: z.object({ alt: emptyLine(500).optional() }),
  bodyMode: "bytes",
  bodyTypes: ["image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/avif"],
  bodyLimit: 10 * 1024 * 1024,
  etag: true,
  cost: 2,
  timeoutMs: 20_000,
  reply: ShownImage,
} as const;

const unprocessable = [
  "image.unreadable",
  "image.too_large",
  "image.animated",
  "image.unsafe",
] as const satisfies readonly ErrorCode[];

/** Of a product. */
const picturesSubject = defineSubject({
  kind: "pictures",
  id: "id",
  shows: z.object({ id: Id, images: z.array(ShownImage), version: z.int().positive() }),
});

export const imagesApi = {
  addImage: defineEndpoint({
    method: "post",
    path: "/products/:id/images",
    summary: "Add a picture to a product",
    ...upload,
    act: { action: "products.add_image", on: picturesSubject },
    ifMatch: "honoured",
    refuses: {
      not_found: ["product.not_found"],
      conflict: ["product.too_many_images", "image.busy"],
      unprocessable,
    },
    status: 201,
  }),
  replaceImages: defineEndpoint({
    method: "put",
    path: "/products/:id/images",
    summary: "Replace all pictures of a product by one",
    ...upload,
    act: { action: "products.replace_images", on: picturesSubject },
    ifMatch: "required",
    refuses: { not_found: ["product.not_found"], conflict: ["image.busy"], unprocessable },
    status: 200,
  }),
  getImage: defineEndpoint({
    method: "get",
    path: "/images/:name",
    summary: "A picture",
    description: "With `w`, as many pixels wide, and never wider than it is.",
    access: "all",
    params: z.object({ name: ImageName }),
    query: z.object({ w: Width.optional() }),
    refuses: { not_found: ["image.not_found"] },
    status: 200,
    etag: true,
    reply: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    replyType: "image/webp",
    cacheControl: "public, max-age=31536000, immutable",
    cache: { maxAgeS: 86_400, tags: [] },
    cost: 0,
  }),
};
