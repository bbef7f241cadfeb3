/** A password that was forgotten is chosen anew by the link of a mail. */
import { wayBy } from "../../paths/onwards.ts";
import { isProblem } from "@shop/client/refusal";
import type { Form } from "@shop/kit/http/server/form";
import { faultsIn } from "../../asking/faults.ts";
import { orAway } from "../../asking/or-missing.ts";
import type { Status, WebAnswer } from "../../parts/answer.ts";
import { filled } from "../../parts/form/state.ts";
import { waitOf, waitText } from "../../parts/wait.ts";
import { words } from "../../words/en.ts";
import type { Asked } from "../../visitors/visitor.ts";
import type { JoiningDeps, Sending } from "../joining/join.ts";
import { forgottenView, mailedView, resetView } from "./view.ts";

export const showForgotten = ({ frame }: JoiningDeps, { sent, to }: Sending): WebAnswer => ({
  html: sent === "yes" ? mailedView(frame, to) : forgottenView(frame, { form: filled({}), to }),
});

export async function sendMail(
  { frame, openAsks }: JoiningDeps,
  { meta }: Asked,
  form: Form<{ readonly email: string; readonly to?: string | undefined }>,
): Promise<WebAnswer> {
  const [to] = form.typed["to"] ?? [];
  const again = (status: Status, bad?: string): WebAnswer => ({
    html: forgottenView(frame, { form, to, bad }),
    status,
  });
  if (!form.value) return again(400);
  const answer = await orAway(openAsks(meta).user.forgotPassword({ body: { email: form.value.email } }));
  if (answer === "away") return again(503, words.forgotten.away);
  if (!isProblem(answer)) return { to: wayBy("/forgot-password", to, { sent: "yes" }) };
  if (answer.status === 429)
    return again(waitOf(answer), words.forgotten.tooMany(waitText(answer.retryAfterS)));
  return again(400, `${answer.detail}.`);
}

export const showReset = ({ frame }: JoiningDeps, token = ""): WebAnswer =>
  token === ""
    ? { html: resetView(frame, { form: filled({}), token, why: "noToken" }), status: 400 }
    : { html: resetView(frame, { form: filled({}), token }) };

export async function chooseAnew(
  { frame, openAsks }: JoiningDeps,
  { meta }: Asked,
  form: Form<{ readonly token: string; readonly password: string }>,
): Promise<WebAnswer> {
  const token = form.typed["token"]?.[0] ?? "";
  const { reset } = words.forgotten;
  const again = (status: Status, more: { faults?: typeof form.faults; bad?: string } = {}): WebAnswer => ({
    html: resetView(frame, { form: { ...form, ...more }, token, bad: more.bad }),
    status,
  });
  const gone = (why: "gone" | "noToken"): WebAnswer => ({
    html: resetView(frame, { form: filled({}), token, why }),
    status: 400,
  });
  if (token === "") return gone("noToken");
  if (!form.value) return again(400);
  const answer = await orAway(openAsks(meta).user.resetPassword({ body: form.value }));
  if (answer === "away") return again(503, { bad: reset.away });
  if (!isProblem(answer)) return { to: "/sign-in?after=reset" };
  if (answer.status === 429)
    return again(waitOf(answer), { bad: words.forgotten.tooMany(waitText(answer.retryAfterS)) });
  if (answer.code === "auth.invalid_token") return gone("gone");
  const faults = faultsIn(answer, { password: "password" });
  return faults
    ? { html: resetView(frame, { form: { ...form, faults }, token }), status: 400 }
    : again(400, { bad: `${answer.detail}.` });
}
