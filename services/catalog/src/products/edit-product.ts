/**
 * Changing and removing products. All throw `product.not_found`, what `expect` throws, and `busy`; a change throws what
 * `createProduct` does as well.
 */
import type { Image } from "@shop/contracts/catalog/images";
import { ProductInput, type ProductPatch } from "@shop/contracts/catalog/products";
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import { change, type Expectation } from "@shop/kit/change";
import { productErrors } from "./errors.ts";
import { findCategories, pickCategories, type FindCategoriesDeps } from "./find-categories.ts";
import { mergePatch } from "./merge-patch.ts";
import { refuseForeignPrices } from "./prices.ts";
import type { ProductStore } from "./product-store.ts";
import { remove, replace, toInput, type FirstStock, type Product } from "./product.ts";
import { refuseTaken } from "./refuse-taken.ts";

export type RemoveProductDeps = { readonly products: Pick<ProductStore, "find" | "save"> };

export type EditProductDeps = RemoveProductDeps &
  FindCategoriesDeps & { readonly currencies: ShopCurrencies; readonly now: () => Date };

export type Target = { readonly id: string; readonly expect?: Expectation };

export const replaceProduct = (
  deps: EditProductDeps,
  target: Target,
  input: ProductInput,
  firstStock?: FirstStock,
): Promise<Product> => editProduct(deps, target, () => input, firstStock);

export const updateProduct = (deps: EditProductDeps, target: Target, patch: ProductPatch): Promise<Product> =>
  editProduct(deps, target, (product) => applyPatch(product, patch));

/** An edit of its pictures alone. */
export const changeImages = (
  deps: EditProductDeps,
  target: Target,
  toImages: (images: readonly Image[]) => readonly Image[],
): Promise<Product> =>
  editProduct(deps, target, (product) => ({
    ...toInput(product),
    images: [...toImages(product.images)],
  }));

/** The product as it was. */
export async function removeProduct(
  { products }: RemoveProductDeps,
  { id, expect }: Target,
): Promise<Product> {
  const { before } = await change({
    expect,
    find: () => findProduct({ products }, id),
    decide: (product) => remove(product),
    save: async (product, removed) =>
      (await products.save([{ kind: "remove", before: product, events: [removed] }])).kind,
  });
  return before;
}

async function editProduct(
  deps: EditProductDeps,
  { id, expect }: Target,
  inputFor: (product: Product) => ProductInput,
  firstStock?: FirstStock,
): Promise<Product> {
  const changed = await change({
    expect,
    find: () => findProduct(deps, id),
    decide: async (product) => {
      const input = inputFor(product);
      refuseForeignPrices(input.variants, deps.currencies, product.variants);
      const categories = pickCategories(await findCategories(deps, input.categories), input.categories);
      const slug = input.slug ?? product.slug;
      return replace(product, { input, slug, categories, now: deps.now() });
    },
    save: async (before, decision) => {
      const result = await deps.products.save([{ kind: "save", before, ...decision, firstStock }]);
      if (result.kind === "taken") throw refuseTaken(result, before.id);
      return result.kind === "saved" ? (result.products[0] ?? decision.product) : result.kind;
    },
  });
  return changed.decision ? changed.saved : changed.before;
}

async function findProduct({ products }: RemoveProductDeps, id: string): Promise<Product> {
  const product = await products.find(id);
  if (!product) throw productErrors.notFound(id);
  return product;
}

function applyPatch(product: Product, patch: ProductPatch): ProductInput {
  const result = ProductInput.safeParse(mergePatch(toInput(product), patch));
  if (result.success) return result.data;
  throw productErrors.invalid(
    result.error.issues.map(({ path, message }) => ({ path: path.join("."), message })),
  );
}
