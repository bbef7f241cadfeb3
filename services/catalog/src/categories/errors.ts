/** Every way a category can refuse. */
import { maxLevels } from "@shop/contracts/catalog/categories";
import { AppError } from "@shop/kit/errors";

export const categoryErrors = {
  notFound: (id: string) => new AppError("not_found", "category.not_found", `Category ${id} does not exist`),
  unknownParent: (id: string) =>
    new AppError("invalid", "request.invalid", "The parent does not exist", {
      details: { errors: [{ path: "parentId", message: `category ${id} does not exist` }] },
    }),
  idTaken: (id: string) =>
    new AppError("conflict", "category.id_taken", `Another category has the id or slug ${id}`),
  slugTaken: (slug: string) =>
    new AppError("conflict", "category.slug_taken", `Another category has the slug or id ${slug}`),
  /** It can stand neither under itself nor under what stands below it. */
  cycle: (id: string, parentId: string) =>
    new AppError("conflict", "category.cycle", `Category ${parentId} stands below ${id}, or is it`),
  tooDeep: (id: string) =>
    new AppError("conflict", "category.too_deep", `There would be more than ${maxLevels} levels with ${id}`),
  /** Take its products elsewhere, and what stands below it. */
  inUse: (id: string) =>
    new AppError("conflict", "category.in_use", `A product or another category is in ${id}`),
};
