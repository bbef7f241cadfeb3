/**
 * Tells the other gateways what was used here, and hears what was used there: one call to Redis for all tallies that
 * were touched. In Redis each gateway has a number of its own per window, which it only ever sets to its own count (a
 * grow-only counter): what is said twice counts once, and what Redis has lost is there again when it is said again.
 */
import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { Tally } from "./tally.ts";

export type Settlement = {
  /** To be told to the others soon. */
  readonly touch: (tally: Tally) => void;
  readonly forget: (tally: Tally) => void;
  /** Whether the others were last told; while they are not, this gateway counts alone. */
  readonly isShared: () => boolean;
};

const everyMs = 100;
/** While Redis is away or slow; commands that it has not answered yet do not pile up. */
const everyMsWhileAway = 500;
/** Some ms of Redis's time, which others wait for. What does not fit waits for the next turn, which then comes sooner. */
const maxAtOnce = 250;
const everyMsWhenBehind = 25;

/** No answer comes this late: the connection is given up before. */
const lostAboveMs = 5_000;

/**
 * For each key: the shared window's name (empty: not known yet), the gateway's field, what it counted, the milliseconds
 * left. Answers for each key with the window's name, what all have used, the milliseconds left.
 *
 * A gateway that speaks of another window than the one there is brings a count from before, which is over; except where
 * much of its window is left, so Redis must have lost it: then its count is taken into the one there is.
 */
const script = `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local replies = {}
for index, key in ipairs(KEYS) do
  local at = (index - 1) * 4
  local known, field, own, left = ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  local window, ends, used = nil, nil, 0
  local words = redis.call("HGETALL", key)
  for word = 1, #words, 2 do
    local name, value = words[word], words[word + 1]
    if name == "window" then window = value
    elseif name == "ends" then ends = tonumber(value)
    elseif name ~= field then used = used + tonumber(value) end
  end
  if not window then
    window, ends = known ~= "" and known or "w" .. field, now + left
    redis.call("HSET", key, "window", window, "ends", string.format("%.0f", ends), field, own)
    redis.call("PEXPIRE", key, left)
    used = used + own
  elseif known == "" or known == window or left > ${lostAboveMs} then
    redis.call("HSET", key, field, own)
    used = used + own
  end
  replies[index] = { window, used, ends - now }
end
return replies`;

type Reply = readonly [window: string, used: number, leftMs: number];
type Sent = {
  readonly tally: Tally;
  readonly serial: number;
  readonly own: number;
  readonly window: string;
  readonly leftMs: number;
};
type Settle = (keyCount: number, ...keysAndWords: readonly (string | number)[]) => Promise<readonly Reply[]>;

export function createSettlement({ redis, clock }: { redis: Redis; clock: () => number }): Settlement {
  const gateway = randomUUID().slice(0, 8);
  redis.defineCommand("settleAllowances", { lua: script });
  const { settleAllowances } = redis as unknown as { settleAllowances: Settle };
  const touched = new Set<Tally>();
  let isShared = true;
  let timer: NodeJS.Timeout | undefined;

  const takeBatch = (now: number): Sent[] => {
    const batch: Sent[] = [];
    for (const tally of touched) {
      touched.delete(tally);
      const { serial, own, window, endsAt } = tally;
      const leftMs = Math.ceil(endsAt - now);
      if (leftMs > 0 && batch.push({ tally, serial, own, window, leftMs }) === maxAtOnce) break;
    }
    return batch;
  };
  const send = (batch: readonly Sent[]): Promise<readonly Reply[]> =>
    settleAllowances.call(
      redis,
      batch.length,
      ...batch.map(({ tally: { sender, rule } }) => `shop:limits:${sender.kind}:${sender.id}:${rule.name}`),
      ...batch.flatMap(({ serial, own, window, leftMs }) => [window, `${gateway}.${serial}`, own, leftMs]),
    );
  const settle = async (): Promise<void> => {
    const batch = takeBatch(clock());
    if (batch.length === 0) return;
    try {
      const replies = await send(batch);
      const heardAt = clock();
      batch.forEach((sent, index) => hear(sent, replies[index]!, heardAt));
      isShared = true;
    } catch {
      // Nobody waits for this; who looks at the gateway sees that it counts alone.
      isShared = false;
      for (const { tally } of batch) touched.add(tally);
    }
  };
  const run = async (): Promise<void> => {
    await settle();
    timer = undefined;
    if (touched.size > 0) plan();
  };
  const pauseMs = (): number => {
    if (!isShared) return everyMsWhileAway;
    return touched.size >= maxAtOnce ? everyMsWhenBehind : everyMs;
  };
  const plan = (): void => {
    // Ended on purpose, as it is when its gateway ends: it comes back no more.
    if (redis.status === "end") return;
    timer ??= setTimeout(() => void run(), pauseMs()).unref();
  };

  return {
    touch(tally) {
      touched.add(tally);
      if (!timer) plan();
    },
    forget: (tally) => void touched.delete(tally),
    isShared: () => isShared && redis.status === "ready",
  };
}

/** Takes in what the others have used, unless the tally has begun a new window since it was sent. */
function hear(sent: Sent, [window, used, leftMs]: Reply, now: number): void {
  const { tally, own } = sent;
  if (tally.serial !== sent.serial) return;
  const isOver = sent.window !== "" && sent.window !== window && sent.leftMs <= lostAboveMs;
  tally.endsAt = isOver ? now : now + leftMs;
  // Within a window it only grows: what Redis has lost is not less used.
  tally.others = Math.max(tally.others, used - own);
  tally.window = window;
}
