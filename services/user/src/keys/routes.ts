import type { keysApi } from "@shop/contracts/user/keys";
import type { Handlers } from "@shop/kit/http/server/handlers";
import type { KeyRing } from "./key-ring.ts";

export const keyRoutes = ({
  keyRing,
}: {
  readonly keyRing: Pick<KeyRing, "publicKeys">;
}): Handlers<typeof keysApi> => ({
  getPublicKeys: () => keyRing.publicKeys(),
});
