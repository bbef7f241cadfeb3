/** What a search knows of a product. */
export type SearchedProduct = {
  readonly id: string;
  readonly status: string;
  readonly name: string;
  /** What lists by name and by rating are sorted by, as those are that an index holds. */
  readonly nameKey: string;
  readonly ratingKey: number;
  readonly brand: string | null;
  readonly description: string;
  /** Of the categories it is in, not of those above. */
  readonly categoryNames: readonly string[];
  /** Ids, of those above too. */
  readonly categoryPath: readonly string[];
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** The values in which its variants differ, and their names. */
  readonly options: readonly string[];
  readonly skus: readonly string[];
  /** Minor units by currency. */
  readonly lowest: Readonly<Record<string, number>>;
  /** The average; 0: nobody rated it. */
  readonly rating: number;
  readonly inStock: boolean;
  /** Milliseconds. */
  readonly createdAt: number;
};
