/** Every way a category can refuse. */
import { AppError } from "@shop/kit/errors";

export const categoryErrors = {
  unknownParent: (id: string) =>
    new AppError("invalid", "request.invalid", "The parent does not exist", {
      details: { errors: [{ path: "parentId", message: `category ${id} does not exist` }] },
    }),
  idTaken: (id: string) =>
    new AppError("conflict", "category.id_taken", `Another category has the id or slug ${id}`),
  slugTaken: (slug: string) =>
    new AppError("conflict", "category.slug_taken", `Another category has the slug or id ${slug}`),
};
