/** How long a service usually takes to begin its answer, by route: who leaves long after that has waited in vain. */
export type Usual = {
  readonly note: (route: string, ms: number) => void;
  /** False for a route that nobody has been answered of yet. */
  readonly isLongExceeded: (route: string, ms: number) => boolean;
};

/** How much of what an answer took goes into what is known of its route. */
const drift = 0.1;
const factor = 5;
/** As if nothing took less: a pause of a process is no silence. */
const leastMs = 50;

export function createUsual(): Usual {
  const usual = new Map<string, number>();
  return {
    note(route, ms) {
      const known = usual.get(route) ?? ms;
      usual.set(route, known + (ms - known) * drift);
    },
    isLongExceeded: (route, ms) => ms > factor * Math.max(usual.get(route) ?? Infinity, leastMs),
  };
}
