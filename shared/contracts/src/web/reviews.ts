/** What customers say of a product. */
export const reviewPages = {};
