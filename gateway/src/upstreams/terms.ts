/** What every way to a service keeps to. */
import { AppError } from "@shop/kit/errors";

/** Services keep an idle connection for 65 s; the side that sends must be the one that closes. */
export const idleMs = 50_000;

/** A service hears of a deadline that is sooner by this, so that its own word arrives before the gateway gives up. */
export const marginMs = 100;

export const timedOut = (): AppError =>
  new AppError("timeout", "service.timeout", "It took too long: try again");

/** No connection came about. */
export const isUnsent = (error: Error): boolean =>
  ("syscall" in error && error.syscall === "connect") || ("code" in error && error.code === "ECONNREFUSED");
