/** The service as an Express app, given what it depends on. Tests start here. */
import { userApi } from "@shop/contracts/user";
import type { TokenVerifier } from "@shop/kit/auth";
import { createServiceApp } from "@shop/kit/http/app";
import type { Logger } from "@shop/kit/logger";
import type { Express } from "express";
import { userRoutes, type UserDeps } from "./routes.ts";

export type App = {
  readonly deps: UserDeps;
  readonly verify: TokenVerifier;
  readonly isReady: () => boolean;
  readonly log: Logger;
};

export const createApp = ({ deps, verify, isReady, log }: App): Express =>
  createServiceApp({ api: userApi, handlers: userRoutes(deps), verify, log, health: { isReady } });
