/** In which of the shop's currencies something is asked for. Pure. */
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import { requestErrors } from "../requests/errors.ts";

/** The shop's first unless another is asked. Throws `request.invalid` with `path` for one that the shop does not sell in. */
export function soldIn(currencies: ShopCurrencies, asked: string | undefined, path: string): string {
  if (asked === undefined) return currencies[0];
  if (currencies.includes(asked)) return asked;
  throw requestErrors.invalid([{ path, message: `must be one of ${currencies.join(", ")}` }]);
}
