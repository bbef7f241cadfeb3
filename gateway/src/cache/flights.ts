/** One question under way for all that ask the same at the same time. */
import { kindOf, type Tag } from "@shop/contracts/language/cache";

type Flight<Answer> = { readonly kinds: ReadonlySet<string>; readonly answer: Promise<Answer> };

export function createFlights<Answer>() {
  /** Those that others may join. */
  const open = new Map<string, Flight<Answer>>();

  return {
    find: (key: string): Promise<Answer> | undefined => open.get(key)?.answer,
    /** `kinds` are those of the tags that its answer may carry. */
    start(key: string, kinds: readonly string[], ask: () => Promise<Answer>): Promise<Answer> {
      const answer = ask().finally(() => {
        if (open.get(key) === flight) open.delete(key);
      });
      const flight = { kinds: new Set(kinds), answer };
      open.set(key, flight);
      return answer;
    },
    /** Who asks from now on must not get what was asked for before a change of one of these. */
    detach(tags: readonly Tag[]): void {
      if (open.size === 0) return;
      const kinds = tags.map(kindOf);
      for (const [key, flight] of open) if (kinds.some((kind) => flight.kinds.has(kind))) open.delete(key);
    },
    detachAll: (): void => open.clear(),
  };
}
