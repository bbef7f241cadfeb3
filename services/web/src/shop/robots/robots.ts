import type { Frame } from "../../parts/frame.ts";

/** What is somebody's own, and what there would be no end of. */
const closed = [
  "/account",
  "/bag",
  "/checkout",
  "/find-order",
  "/forgot-password",
  "/order/",
  "/p/*/review$",
  "/register",
  "/reset-password",
  "/search",
  "/sign-in",
  "/verify-email",
];

/** The Robots Exclusion Protocol (RFC 9309). */
export const robotsText = ({ shopUrl }: Pick<Frame, "shopUrl">): string =>
  [
    "User-agent: *",
    ...closed.map((path) => `Disallow: ${path}`),
    "Allow: /",
    "",
    `Sitemap: ${shopUrl}/sitemap.xml`,
    "",
  ].join("\n");
