/** Changing and removing products: read, ask the precondition, decide, save; again when somebody was faster. */
import { ProductInput, type ProductPatch } from "@shop/contracts/product";
import type { FirstStock, ProductDeps } from "./deps.ts";
import { productErrors } from "./errors.ts";
import { findCategories, pickCategories } from "./find-categories.ts";
import { mergePatch } from "./merge-patch.ts";
import { remove, replace, toInput, type Product } from "./product.ts";
import { refuseTaken } from "./refuse-taken.ts";

/** `checkVersion` throws when the caller has not seen this version. */
export type Target = { readonly id: string; readonly checkVersion: (version: number) => void };

const maxAttempts = 10;

export const replaceProduct = (
  deps: ProductDeps,
  target: Target,
  input: ProductInput,
  firstStock?: FirstStock,
): Promise<Product> => editProduct(deps, target, () => input, firstStock);

export const updateProduct = (deps: ProductDeps, target: Target, patch: ProductPatch): Promise<Product> =>
  editProduct(deps, target, (product) => applyPatch(product, patch));

export function removeProduct({ products }: Pick<ProductDeps, "products">, target: Target): Promise<Product> {
  return again(target.id, async () => {
    const before = await findTarget({ products }, target);
    const result = await products.save([{ kind: "remove", before, events: [remove(before)] }]);
    return result.kind === "saved" ? before : undefined;
  });
}

function editProduct(
  deps: ProductDeps,
  target: Target,
  inputFor: (product: Product) => ProductInput,
  firstStock?: FirstStock,
): Promise<Product> {
  return again(target.id, async () => {
    const before = await findTarget(deps, target);
    const input = inputFor(before);
    const categories = pickCategories(await findCategories(deps, input.categories), input.categories);
    const slug = input.slug ?? before.slug;
    const decision = replace(before, { input, slug, categories, now: deps.now() });
    if (!decision) return before;
    const result = await deps.products.save([{ kind: "save", before, ...decision, firstStock }]);
    if (result.kind === "taken") throw refuseTaken(result, before.id);
    return result.kind === "saved" ? (result.products[0] ?? decision.product) : undefined;
  });
}

async function findTarget({ products }: Pick<ProductDeps, "products">, target: Target): Promise<Product> {
  const product = await products.find(target.id);
  if (!product) throw productErrors.notFound(target.id);
  target.checkVersion(product.version);
  return product;
}

function applyPatch(product: Product, patch: ProductPatch): ProductInput {
  const result = ProductInput.safeParse(mergePatch(toInput(product), patch));
  if (result.success) return result.data;
  throw productErrors.invalid(
    result.error.issues.map(({ path, message }) => ({ path: path.join("."), message })),
  );
}

/** Ends by itself when `If-Match` names a version: who lost the race is told so by the precondition. */
async function again(id: string, attempt: () => Promise<Product | undefined>): Promise<Product> {
  for (let attempts = 0; attempts < maxAttempts; attempts += 1) {
    const product = await attempt();
    if (product) return product;
  }
  throw productErrors.busy(id);
}
