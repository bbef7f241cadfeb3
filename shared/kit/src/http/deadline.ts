/** Time for a request ends at a deadline: what is not answered by then is answered with 504, once. */
import { AppError } from "../errors.ts";

export const overdue = (cause?: unknown): AppError =>
  new AppError("timeout", "request.deadline_exceeded", "The time for this request is over: try again", {
    cause,
  });

/** The work may go on when its time is over, for what it has begun must end; `onLate` hears how it failed. */
export async function runUntil<Result>(
  ms: number,
  work: (deadline: AbortSignal) => Promise<Result>,
  onLate: (error: unknown) => void,
): Promise<Result> {
  if (ms <= 0) throw overdue();
  const over = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(overdue());
    over.abort(overdue());
  }, ms);
  const result = work(over.signal);
  result.catch((error: unknown) => {
    if (over.signal.aborted) onLate(error);
  });
  try {
    return await Promise.race([result, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
