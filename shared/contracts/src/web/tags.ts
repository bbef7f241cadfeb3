/** What cached pages are purged by: the tags of all that they show. */

/** Of pages that show products; what changes in the catalog purges them as it purges the answers that they were made of. */
export const lookAround = {
  maxAgeS: 60,
  staleS: 300,
  tags: ["product", "products", "category", "categories", "pages"],
} as const;

/** Of every page. */
export const pagesTag = "pages";
