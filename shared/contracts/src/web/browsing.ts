/** Home, categories, search, and what a robot reads. */
export const browsingPages = {};
