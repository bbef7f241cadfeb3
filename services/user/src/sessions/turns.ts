/** Who is trying just now, by what their tries are counted by: whoever finds no room there waits for one of them to end. */
export type Turns = {
  /** To be called once it is tried; the answer is to be called once, when that has ended. */
  readonly begin: (key: string) => () => void;
  /** Resolves when one has ended, and is to be followed by another try or by `pass`; false when there is nobody to wait for, or too many do. */
  readonly wait: (key: string) => Promise<boolean>;
  /** How many have ended, of all keys: whoever found no room before one of them did looks once more. */
  readonly ended: () => number;
  /** Whoever waits next looks as well: the one before has found no room. */
  readonly pass: (key: string) => void;
};

type Turn = { running: number; readonly waiting: (() => void)[] };

export function createTurns(mostWaiting: number): Turns {
  const turns = new Map<string, Turn>();
  let ended = 0;
  const pass = (key: string): void => {
    const turn = turns.get(key);
    const next = turn?.waiting.shift();
    if (next) next();
    else if (turn?.running === 0) turns.delete(key);
  };
  return {
    begin(key) {
      const turn = turns.get(key) ?? { running: 0, waiting: [] };
      turns.set(key, turn);
      turn.running += 1;
      return () => {
        turn.running -= 1;
        ended += 1;
        pass(key);
      };
    },
    async wait(key) {
      const turn = turns.get(key);
      if (!turn || turn.running === 0 || turn.waiting.length >= mostWaiting) return false;
      await new Promise<void>((resolve) => turn.waiting.push(resolve));
      return true;
    },
    ended: () => ended,
    pass,
  };
}
