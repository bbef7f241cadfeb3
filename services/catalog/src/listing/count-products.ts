import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import { AppError } from "@shop/kit/errors";
import type { ListCategoriesDeps } from "../categories/list-categories.ts";
import type { ProductSearch } from "../search/product-search.ts";

/** What the list of a category would show, by the same search; nothing while that cannot answer. */
export const createCountProducts =
  ({
    search,
    currencies: [currency],
  }: {
    readonly search: Pick<ProductSearch, "countIn">;
    readonly currencies: ShopCurrencies;
  }): ListCategoriesDeps["countProducts"] =>
  async (categoryIds) => {
    try {
      return await search.countIn({ statuses: ["active"], currency, categoryIds });
    } catch (error) {
      if (error instanceof AppError && error.kind === "unavailable") return undefined;
      throw error;
    }
  };
