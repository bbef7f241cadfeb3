/** The service as an Express app, given what it depends on. Tests start here. */
import { orderApi } from "@shop/contracts/order";
import type { TokenVerifier } from "@shop/kit/auth";
import type { Cursors } from "@shop/kit/cursor";
import { createServiceApp } from "@shop/kit/http/app";
import type { IdempotencyKeys } from "@shop/kit/http/idempotency";
import type { Logger } from "@shop/kit/logger";
import type { Express } from "express";
import type { OrderDeps } from "./orders/deps.ts";
import { orderRoutes } from "./routes.ts";

export type App = {
  readonly deps: OrderDeps;
  readonly cursors: Cursors;
  readonly verify: TokenVerifier;
  readonly idempotency: IdempotencyKeys;
  readonly isReady: () => boolean;
  readonly log: Logger;
};

export const createApp = ({ deps, cursors, verify, idempotency, isReady, log }: App): Express =>
  createServiceApp({
    api: orderApi,
    handlers: orderRoutes(deps, cursors),
    verify,
    idempotency,
    log,
    health: { isReady },
  });
