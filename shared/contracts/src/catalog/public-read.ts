/** What everybody may read of the catalog, and anybody may keep for a moment. */
export const publicRead = { access: "all", cacheControl: "public, max-age=5" } as const;
