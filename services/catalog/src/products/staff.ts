/** Staff sees what is not on sale; of keys, those that may change it. */
import { admits } from "@shop/contracts/language/access";
import type { Caller } from "@shop/kit/auth/tokens";

export const isStaff = (user: Caller | undefined): boolean =>
  user !== undefined && admits({ role: "staff", scope: "catalog:write" }, user);
