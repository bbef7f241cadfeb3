import { change } from "@shop/kit/change";
import { secondFactorErrors } from "./errors.ts";
import type { SecondFactorStore } from "./second-factor-store.ts";
import type { SecondFactors } from "./second-factor.ts";

/**
 * The factors after a decision on the newest of them; undefined when it was to change nothing. Throws what `decide` throws,
 * `second_factor.wrong_attestation` for a passkey that is somebody's already, and `busy`.
 */
export async function changeFactors(
  { secondFactors }: { readonly secondFactors: Pick<SecondFactorStore, "find" | "save"> },
  ownerId: string,
  decide: (before: SecondFactors) => SecondFactors | undefined | Promise<SecondFactors | undefined>,
): Promise<SecondFactors | undefined> {
  const { decision } = await change({
    find: () => secondFactors.find(ownerId),
    decide,
    save: async (before, after: SecondFactors) => {
      const saved = await secondFactors.save(before, after);
      if (saved === "taken") throw secondFactorErrors.wrongAttestation();
      return saved;
    },
  });
  return decision;
}
