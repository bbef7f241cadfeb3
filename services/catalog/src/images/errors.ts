/** Every way a picture can refuse. */
import { AppError } from "@shop/kit/errors";

const unprocessable = (code: string, message: string, cause?: unknown) =>
  new AppError("unprocessable", code, message, { cause });

export const imageErrors = {
  notFound: (name: string) => new AppError("not_found", "image.not_found", `Image ${name} does not exist`),
  /** Nothing that was sent, half of a picture, or a picture of another kind. */
  unreadable: (cause?: unknown) =>
    unprocessable("image.unreadable", "This is no whole PNG, JPEG, WebP, AVIF or SVG", cause),
  tooLarge: (pixels: number) =>
    unprocessable("image.too_large", `The picture may have ${pixels} pixels at most`),
  animated: () => unprocessable("image.animated", "A product is shown by pictures that stand still"),
  unsafe: (what: string) => unprocessable("image.unsafe", `An SVG may not have ${what}`),
  tooMany: (max: number) =>
    new AppError("conflict", "product.too_many_images", `A product has ${max} pictures at most`),
  /** Nobody had used it for days, and it is being removed at this moment. */
  leaving: () => new AppError("busy", "image.busy", "This picture is just being removed: try again"),
};
