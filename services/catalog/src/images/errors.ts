/** Every way a picture can refuse. */
import { AppError } from "@shop/kit/errors";

export const imageErrors = {
  notFound: (name: string) => new AppError("not_found", "image.not_found", `Image ${name} does not exist`),
};
