/** What cached answers of the catalog are purged by: each carries the tags of what it shows. */

export const productTag = (id: string) => `product:${id}` as const;
export const categoryTag = (id: string) => `category:${id}` as const;
/** Of every list of products. */
export const productsTag = "products";
/** Of every list of categories. */
export const categoriesTag = "categories";

/** What a change of a category purges: itself, every list of categories, and every list of products. */
export const categoryChangeTagsOf = (categoryId: string) =>
  [categoryTag(categoryId), categoriesTag, productsTag] as const;

/** What a change of a product purges: its own pages, and every list. */
export const changeTagsOf = (productId: string) => [productTag(productId), productsTag] as const;
