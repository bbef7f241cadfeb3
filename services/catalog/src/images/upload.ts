/** What was uploaded, and whether anybody still needs it. Pure. */

export type Upload = {
  readonly name: string;
  /** When to look whether it is used. */
  readonly checkAt: Date;
  readonly unusedSince: Date | null;
  readonly isLeaving: boolean;
};

const dayMs = 24 * 60 * 60_000;
/** Whoever takes longer to remove it is taken for dead. */
const leavingMs = 60_000;

/** Pure: what is to be known of it after a look. */
export function look(upload: Upload, isShown: boolean, now: Date): Upload {
  const later = (ms: number): Date => new Date(now.getTime() + ms);
  if (upload.isLeaving) return { ...upload, checkAt: later(leavingMs) };
  if (isShown) return { ...upload, checkAt: nextCheck(now), unusedSince: null };
  if (!upload.unusedSince) return { ...upload, checkAt: nextCheck(now), unusedSince: now };
  return { ...upload, checkAt: later(leavingMs), isLeaving: true };
}

export const nextCheck = (now: Date): Date => new Date(now.getTime() + dayMs);
