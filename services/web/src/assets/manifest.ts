/** The shop as an app (W3C, Web Application Manifest). Pure. */
import { words } from "../words/en.ts";
import type { Assets } from "./asset.ts";

export const manifestOf = ({ get }: Pick<Assets, "get">): object => ({
  name: words.shop,
  short_name: words.shop,
  description: words.promise,
  lang: "en",
  id: "/",
  start_url: "/",
  scope: "/",
  display: "minimal-ui",
  theme_color: "#ffffff",
  background_color: "#ffffff",
  icons: [{ src: get("icon.svg").url, type: "image/svg+xml", sizes: "any" }],
});
