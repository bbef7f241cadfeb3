/** What pages are dressed with: styles, scripts, icons. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";

const AssetName = z
  .string()
  .regex(
    /^[a-z0-9-]{1,50}\.[a-z0-9]{8,64}\.(?:css|js|svg|png|ico|webmanifest)$/,
    "must be the name of an asset",
  );

/** Under a name that stays, whatever it shows. */
const ofToday = {
  cost: 0,
  cacheControl: "public, max-age=86400",
  cache: { maxAgeS: 3_600, staleS: 86_400, tags: [] },
} as const;

export const assetsApi = {
  getAsset: defineEndpoint({
    method: "get",
    path: "/assets/:name",
    summary: "A style sheet, a script or a picture of the pages",
    description:
      "Named by its content and kept for ever; an older name answers what is there today, so that no page is ever bare.",
    access: "all",
    token: "ignored",
    params: z.object({ name: AssetName }),
    refuses: { not_found: ["asset.not_found"] },
    status: 200,
    reply: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    replyType: "application/octet-stream",
    cacheControl: "public, max-age=31536000, immutable",
    /** Of an older name nothing is kept, as its answer says. */
    cache: { maxAgeS: 86_400, staleS: 604_800, tags: [] },
    cost: 0,
  }),
  getManifest: defineEndpoint({
    method: "get",
    path: "/manifest.webmanifest",
    summary: "What the shop is called and looks like as an app",
    access: "all",
    token: "ignored",
    ignoresUnknownQuery: true,
    status: 200,
    reply: z.string(),
    replyType: "application/manifest+json",
    ...ofToday,
  }),
  getFavicon: defineEndpoint({
    method: "get",
    path: "/favicon.ico",
    summary: "The icon, for whoever looks for it where icons used to be",
    access: "all",
    token: "ignored",
    ignoresUnknownQuery: true,
    status: 200,
    reply: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    replyType: "image/svg+xml",
    ...ofToday,
  }),
};
