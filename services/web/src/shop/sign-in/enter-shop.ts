/** Signing in, in one step or two. */
import { isProblem, type Problem } from "@shop/client/refusal";
import type { Form } from "@shop/kit/http/server/form";
import { orAway } from "../../asking/or-missing.ts";
import type { Status, WebAnswer } from "../../parts/answer.ts";
import { filled, type FormState } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { waitOf, waitText } from "../../parts/wait.ts";
import { words } from "../../words/en.ts";
import { tellLater } from "../../visitors/tell-later.ts";
import type { Asked, Visitor, Visitors } from "../../visitors/visitor.ts";
import { onwards, signInWay, type After } from "../../paths/onwards.ts";
import { signInView, stepView } from "./view.ts";

export type SignInDeps = { readonly frame: Frame; readonly visitors: Visitors };

type Opened = { readonly to?: string | undefined; readonly after?: After | undefined };

export async function showSignIn(
  { frame, visitors }: SignInDeps,
  asked: Asked,
  { to, after }: Opened,
): Promise<WebAnswer> {
  const visitor = await visitors.of(asked);
  const { email, hasEnded } = visitor;
  const shown = { form: filled({ email }), to, email, after: after ?? (hasEnded ? "ended" : undefined) };
  return { html: signInView(frame, shown), cookies: tellLater(visitor) };
}

export type Credentials = {
  readonly email: string;
  readonly password: string;
  readonly to?: string | undefined;
};

export async function enterShop(
  { frame, visitors }: SignInDeps,
  asked: Asked,
  form: Form<Credentials>,
): Promise<WebAnswer> {
  const to = form.typed["to"]?.[0];
  const again = (status: Status, bad?: string): WebAnswer => ({
    html: signInView(frame, { form, to, bad }),
    status,
  });
  if (!form.value) return again(400);
  const before = await visitors.of(asked);
  const { email, password } = form.value;
  const answer = await orAway(before.asks.user.logIn({ body: { email, password } }));
  if (answer === "away") return again(503, words.signIn.away);
  if (!isProblem(answer))
    return goOn({ visitors }, asked, { before, to, refreshToken: answer.body.refreshToken });
  if (answer.code === "auth.second_factor_required") return askForCode(frame, answer, to);
  if (answer.status === 429) return again(waitOf(answer), words.signIn.tooMany(waitText(answer.retryAfterS)));
  return again(400, words.signIn.wrong);
}

function askForCode(frame: Frame, problem: Problem, to: string | undefined): WebAnswer {
  const kinds: unknown = problem["kinds"];
  const hasApp = Array.isArray(kinds) && kinds.includes("totp");
  const challenge = String(problem["challenge"]);
  return { html: stepView(frame, { form: filled({}), challenge, hasApp, to }), status: 200 };
}

export type Answered = { readonly challenge: string; readonly code: string };

export async function answerStep(
  { frame, visitors }: SignInDeps,
  asked: Asked,
  form: Form<Answered>,
): Promise<WebAnswer> {
  const [to, challenge = "", app] = ["to", "challenge", "app"].map((name) => form.typed[name]?.[0]);
  const again = (status: Status, bad?: string): WebAnswer => {
    // A code is good once: it is typed anew.
    const empty: FormState = { typed: {}, faults: form.faults };
    return { html: stepView(frame, { form: empty, challenge, hasApp: app === "yes", to, bad }), status };
  };
  if (challenge === "") return { to: signInWay(onwards(to), { after: "too-late" }) };
  if (!form.value) return again(400);
  const before = await visitors.of(asked);
  const { code } = form.value;
  const answer = await orAway(before.asks.user.answerChallenge({ body: { challenge, code } }));
  if (answer === "away") return again(503, words.signIn.away);
  if (!isProblem(answer))
    return goOn({ visitors }, asked, { before, to, refreshToken: answer.body.refreshToken });
  if (answer.status === 429) return again(waitOf(answer), words.signIn.tooMany(waitText(answer.retryAfterS)));
  if (answer.code === "auth.wrong_second_factor") return again(400, words.signIn.step.wrong);
  return { to: signInWay(onwards(to), { after: "too-late" }) };
}

type Entered = {
  readonly before: Visitor;
  readonly refreshToken: string;
  readonly to: string | undefined;
};

async function goOn(
  { visitors }: Pick<SignInDeps, "visitors">,
  asked: Asked,
  { before, refreshToken, to }: Entered,
): Promise<WebAnswer> {
  const { cookies } = await visitors.signIn(refreshToken, before, asked);
  return { to: onwards(to), cookies };
}
