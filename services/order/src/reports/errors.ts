/** Every way a report can refuse. */
import { AppError } from "@shop/kit/errors";

const refused = (path: string, message: string) => ({
  details: { errors: [{ path: `query.${path}`, message }] },
});

export const reportErrors = {
  badPeriod: (path: string, message: string) =>
    new AppError("invalid", "report.bad_period", "There is no such period", refused(path, message)),
  unknownCurrency: (currencies: readonly string[]) =>
    new AppError(
      "invalid",
      "request.invalid",
      "The shop does not sell in this currency",
      refused("currency", `must be one of ${currencies.join(", ")}`),
    ),
  tooLarge: () =>
    new AppError("conflict", "report.too_large", "This is more money than can be counted: ask for less"),
};
