/** Asking for an account, and confirming its address. */
import { wayBy } from "../../paths/onwards.ts";
import { isProblem } from "@shop/client/refusal";
import type { Form } from "@shop/kit/http/server/form";
import { faultsIn } from "../../asking/faults.ts";
import { orAway } from "../../asking/or-missing.ts";
import type { OpenAsks } from "../../asking/asks.ts";
import type { Status, WebAnswer } from "../../parts/answer.ts";
import { filled, type FormState } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { waitOf, waitText } from "../../parts/wait.ts";
import { words } from "../../words/en.ts";
import type { Asked } from "../../visitors/visitor.ts";
import { registeredView, registerView, verifyView } from "./view.ts";

/** Nobody need be known here: whoever asks, asks as nobody in particular. */
export type JoiningDeps = { readonly frame: Frame; readonly openAsks: OpenAsks };

/** Of a page that says, when it was sent off, what happens next; and where to go on after signing in. */
export type Sending = { readonly sent?: string | undefined; readonly to?: string | undefined };

export const showRegister = ({ frame }: JoiningDeps, { sent, to }: Sending): WebAnswer => ({
  html: sent === "yes" ? registeredView(frame, to) : registerView(frame, { form: filled({}), to }),
});

export type Registration = {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly to?: string | undefined;
};

export async function register(
  { frame, openAsks }: JoiningDeps,
  { meta }: Asked,
  form: Form<Registration>,
): Promise<WebAnswer> {
  const [to] = form.typed["to"] ?? [];
  const again = (status: Status, { bad, ...state }: Partial<FormState> & { readonly bad?: string } = {}) => ({
    html: registerView(frame, { form: { ...form, ...state }, to, bad }),
    status,
  });
  if (!form.value) return again(400);
  const { name, email, password } = form.value;
  const answer = await orAway(openAsks(meta).user.register({ body: { name, email, password } }));
  if (answer === "away") return again(503, { bad: words.joining.away });
  if (!isProblem(answer)) return { to: wayBy("/register", to, { sent: "yes" }) };
  if (answer.status === 429)
    return again(waitOf(answer), { bad: words.joining.tooMany(waitText(answer.retryAfterS)) });
  const faults = faultsIn(answer, { name: "name", email: "email", password: "password" });
  return again(400, faults ? { faults } : { bad: `${answer.detail}.` });
}

export const showVerify = ({ frame }: JoiningDeps, token: string | undefined): WebAnswer =>
  token === undefined || token === ""
    ? { html: verifyView(frame, { link: "none" }), status: 400 }
    : { html: verifyView(frame, { link: { token } }) };

export async function verify(
  { frame, openAsks }: JoiningDeps,
  { meta }: Asked,
  form: Form<{ readonly token: string }>,
): Promise<WebAnswer> {
  if (!form.value) return { html: verifyView(frame, { link: "none" }), status: 400 };
  const { token } = form.value;
  const answer = await orAway(openAsks(meta).user.verifyEmail({ body: { token } }));
  const again = (status: Status, bad: string): WebAnswer => ({
    html: verifyView(frame, { link: { token }, bad }),
    status,
  });
  if (answer === "away") return again(503, words.joining.verify.away);
  if (!isProblem(answer)) return { to: "/sign-in?after=verified" };
  if (answer.status === 429)
    return again(waitOf(answer), words.joining.tooMany(waitText(answer.retryAfterS)));
  return { html: verifyView(frame, { link: "gone" }), status: 400 };
}
