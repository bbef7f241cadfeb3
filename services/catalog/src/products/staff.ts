/** Staff sees what is not on sale. */
import { hasRole } from "@shop/contracts/language/access";
import type { Caller } from "@shop/kit/auth/tokens";

export const isStaff = (user: Caller | undefined): boolean => user !== undefined && hasRole(user, "staff");
