/**
 * How many requests a service can work on at once, found out by how long it takes (a gradient limit, as Envoy's
 * adaptive concurrency and Netflix's gradient2): a service that takes longer than it does when it is idle is queueing,
 * and is sent less; one that does not is tried with more. docs/decisions/0019.
 */
export type Gradient = {
  readonly limit: () => number;
  /** `ms` is how long a request of this route took, `running` how many there were when it was sent. */
  readonly observe: (route: string, ms: number, running: number) => void;
};

export type GradientOptions = {
  readonly least?: number;
  readonly most?: number;
  readonly first?: number;
  readonly now?: () => number;
};

/** Looked at together: one slow answer says nothing. */
const windowMs = 100;
const samplesInWindow = 10;
/** Slower than at rest by this factor is slow: some waiting is what keeps a service busy. */
const tolerance = 1.5;
/** As if nothing took less at rest: what is this quick is not slow when it takes twice as long. */
const leastRestMs = 40;
/** How much of what an answer at rest took goes into what is known of its route. */
const drift = 0.05;
const smoothing = 0.3;

/** What has been seen since the window began; the ratio is of the time taken to the time at rest. */
type Window = { beganAt: number; count: number; ratios: number; peak: number };

export function createGradient({
  least = 8,
  most = 512,
  first = 64,
  now = performance.now.bind(performance),
}: GradientOptions = {}): Gradient {
  /** Milliseconds by route: a search at rest takes longer than a sign-out. */
  const rest = new Map<string, number>();
  let limit = first;
  let window: Window = { beganAt: now(), count: 0, ratios: 0, peak: 0 };

  /** With next to nothing to do, or as little as it ever gets, a service shows how fast it is. */
  const isAtRest = (running: number): boolean => running <= least / 2 || limit <= least;

  const ratioOf = (route: string, ms: number, running: number): number => {
    const known = rest.get(route) ?? ms;
    if (isAtRest(running) || !rest.has(route)) rest.set(route, known + (ms - known) * drift);
    return Math.max(ms, leastRestMs) / Math.max(known, leastRestMs);
  };

  const close = ({ count, ratios, peak }: Window): void => {
    const gradient = Math.max(0.5, Math.min(1, tolerance / (ratios / count)));
    // Where it was not near the limit, nothing says that more would do.
    if (gradient === 1 && peak < limit / 2) return;
    const next = limit * gradient + Math.sqrt(limit);
    limit = Math.max(least, Math.min(most, limit + (next - limit) * smoothing));
  };

  return {
    limit: () => Math.round(limit),
    observe(route, ms, running) {
      const at = now();
      window.ratios += ratioOf(route, ms, running);
      window.count += 1;
      if (running > window.peak) window.peak = running;
      if (window.count < samplesInWindow || at - window.beganAt < windowMs) return;
      close(window);
      window = { beganAt: at, count: 0, ratios: 0, peak: 0 };
    },
  };
}
