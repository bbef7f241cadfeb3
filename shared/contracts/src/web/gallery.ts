/** What pages are made of, shown to those who make them. */
import { definePublicPage } from "../language/web-page.ts";

export const galleryPages = {
  partsPage: definePublicPage({
    path: "/parts",
    summary: "Each part of the pages in each of its states; only where the shop is developed",
  }),
};
