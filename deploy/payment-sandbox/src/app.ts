/** The provider's HTTP face. Every answer, also of a read, waits until what it tells is on the disk. */
import express, { type Express, type RequestHandler } from "express";
import type { z } from "zod";
import { createAuthorise, voidReference, type AuthorisationDeps } from "./authorisations.ts";
import { capture, refund, voidCharge, type Charge, type Decision, type Money } from "./charge.ts";
import { hold, onError, sendAnswer, sendRefusal } from "./answers.ts";
import { toRefusedAnswer, type Answer, type Command } from "./ledger.ts";
import { toPage } from "./page.ts";
import { refusals } from "./refusal.ts";
import {
  Authorisation,
  Capture,
  ChargeQuery,
  ReferenceVoid,
  Refund,
  toFingerprint,
  toKey,
  Void,
} from "./requests.ts";
import { addWebhookRoutes } from "./webhook-routes.ts";
import type { Webhooks } from "./webhooks.ts";

export type AppDeps = AuthorisationDeps & {
  readonly webhooks: Webhooks;
  /** How long the connection of an answer that never comes is held before it is destroyed. */
  readonly holdMs: number;
  readonly stopping: AbortSignal;
};

/** A command as it was read and parsed; `id` is the charge's, where the path has one. */
type Input<Body> = Omit<Command, "action"> & { readonly body: Body; readonly id: string };

export function createApp(deps: AppDeps): Express {
  const { ledger } = deps;

  const command =
    <Schema extends z.ZodType>(
      schema: Schema,
      handle: (input: Input<z.output<Schema>>) => Answer | Promise<Answer | "silence">,
    ): RequestHandler =>
    async (request, response) => {
      if (request.is("application/json") === false) return sendRefusal(response, refusals.notJson());
      const key = toKey(request.get("idempotency-key"));
      if (key === undefined) return sendRefusal(response, refusals.keyMissing());
      const parsed = schema.safeParse(request.body ?? {});
      if (!parsed.success) return sendRefusal(response, refusals.invalid(parsed.error));
      const fingerprint = toFingerprint(request.path, parsed.data);
      const answer = await handle({ key, fingerprint, body: parsed.data, id: String(request.params["id"]) });
      await ledger.flushed();
      return answer === "silence" ? hold(response, deps) : sendAnswer(response, answer);
    };

  const onCharge =
    <Body>(
      action: Command["action"],
      decide: (charge: Charge, body: Body) => Decision & { reason?: string | undefined; amount?: Money },
    ) =>
    ({ id, key, fingerprint, body }: Input<Body>): Answer => {
      const charge = ledger.find(id);
      if (!charge) return toRefusedAnswer(refusals.chargeNotFound());
      return ledger.perform({ action, key, fingerprint }, () => decide(charge, body));
    };

  const app = express().disable("x-powered-by").disable("etag");
  app.use(express.json({ limit: "16kb" }));

  app.post("/authorisations", command(Authorisation, createAuthorise(deps)));
  app.post(
    "/voids",
    command(ReferenceVoid, (input) => voidReference(ledger, input)),
  );
  app.post(
    "/charges/:id/capture",
    command(
      Capture,
      onCharge("capture", (charge, { amount }) => capture(charge, amount)),
    ),
  );
  app.post("/charges/:id/void", command(Void, onCharge("void", voidCharge)));
  app.post(
    "/charges/:id/refunds",
    command(
      Refund,
      onCharge("refund", (charge, { amount, reason }) => ({ ...refund(charge, amount), amount, reason })),
    ),
  );

  app.get("/charges", async (request, response) => {
    const query = ChargeQuery.safeParse(request.query);
    if (!query.success) return sendRefusal(response, refusals.invalid(query.error));
    const { orderId, limit, cursor } = query.data;
    const page = ledger.list({ orderId, limit, before: cursor });
    await ledger.flushed();
    response.json(page);
  });
  app.get("/charges/:id", async (request, response) => {
    const charge = ledger.find(request.params.id);
    await ledger.flushed();
    if (!charge) return sendRefusal(response, refusals.chargeNotFound());
    response.json(charge);
  });
  app.get("/refunds/:key", async (request, response) => {
    const found = ledger.findRefund(request.params.key);
    await ledger.flushed();
    if (!found) return sendRefusal(response, refusals.refundNotFound());
    response.json(found);
  });
  app.get("/", async (_request, response) => {
    const page = toPage(ledger.list({ limit: 50 }).items);
    await ledger.flushed();
    response.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'").send(page);
  });
  addWebhookRoutes(app, deps.webhooks);
  app.get("/health/live", (_request, response) => void response.json({ status: "ok" }));
  app.get("/health/ready", async (_request, response) => {
    await ledger.flushed();
    response.json({ status: "ok" });
  });

  app.use((_request, response) => sendRefusal(response, refusals.notFound()));
  app.use(onError);
  return app;
}
