/** What everybody may read, anybody may keep for a moment, and ask again by its version. */
export const publicRead = { access: "all", cacheControl: "public, max-age=5", etag: true } as const;
