/** Every way a product can refuse. */
import { AppError } from "@shop/kit/errors";

export type FieldError = { readonly path: string; readonly message: string };

const invalid = (message: string, errors: readonly FieldError[]) =>
  new AppError("invalid", "request.invalid", message, { details: { errors } });

export const productErrors = {
  notFound: (id: string) => new AppError("not_found", "product.not_found", `Product ${id} does not exist`),
  invalid: (errors: readonly FieldError[]) => invalid("The product is not valid", errors),
  unknownCurrency: (errors: readonly FieldError[]) =>
    invalid("The shop does not sell in this currency", errors),
  unknownCategories: (errors: readonly FieldError[]) => invalid("A category does not exist", errors),
  /** Also when the id is another product's slug: an address leads to one product. */
  idTaken: (id: string) =>
    new AppError("conflict", "product.id_taken", `Another product has the id or slug ${id}`),
  /** Also when the slug is another product's id. */
  slugTaken: (slug: string) =>
    new AppError("conflict", "product.slug_taken", `Another product has the slug or id ${slug}`),
  skuTaken: (sku: string) =>
    new AppError("conflict", "product.sku_taken", `Another product has the SKU ${sku}`),
  twinVariants: (errors: readonly FieldError[]) =>
    new AppError(
      "conflict",
      "product.twin_variants",
      "Two variants with equal options need different names",
      {
        details: { errors },
      },
    ),
  /** Somebody changed it again and again meanwhile. */
  busy: (id: string) =>
    new AppError("busy", "product.busy", `Product ${id} is being changed by others: try again`),
};
