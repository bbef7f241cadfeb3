/**
 * How many requests may be repeated: a tenth of those that are sent, and a few where there are hardly any. A service
 * that fails is then asked for a little more than by its clients, never for a multiple (a token bucket).
 */
export type Budget = {
  /** To be called for every request. */
  readonly earn: () => void;
  /** Whether one more may be repeated; it is then used up. */
  readonly spend: () => boolean;
  readonly used: () => number;
};

const share = 0.1;
/** So many at once where little is sent; one comes back each second. */
const floor = 10;
/** What a busy second may save up for a bad one. */
const most = 100;

export function createBudget(now: () => number = performance.now.bind(performance)): Budget {
  let tokens = floor;
  let filledAt = now();
  let used = 0;
  return {
    earn() {
      if (tokens < most) tokens += share;
    },
    spend() {
      if (tokens < floor) tokens = Math.min(floor, tokens + (now() - filledAt) / 1_000);
      filledAt = now();
      if (tokens < 1) return false;
      tokens -= 1;
      used += 1;
      return true;
    },
    used: () => used,
  };
}
