import type { userApi } from "@shop/contracts/user/api";
import type { Handlers } from "@shop/kit/http/server/handlers";
import type { KeyRing } from "./key-ring.ts";

export const keyRoutes = ({
  keyRing,
}: {
  readonly keyRing: Pick<KeyRing, "publicKeys">;
}): Pick<Handlers<typeof userApi>, "getPublicKeys"> => ({
  getPublicKeys: () => keyRing.publicKeys(),
});
