import { wayBy } from "../../paths/onwards.ts";
import { hiddenPath } from "../../parts/form/hidden-path.ts";
import { button, hiddenField } from "../../parts/form/choices.ts";
import { textField } from "../../parts/form/fields.ts";
import { errorSummary, type FormState } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { notice } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";

const { forgotten } = words;

type Shown = { readonly form: FormState; readonly bad?: string | undefined };

export const forgottenView = (
  frame: Frame,
  { form, to, bad }: Shown & { readonly to: string | undefined },
): Html =>
  layout(frame, {
    title: forgotten.title,
    notice: bad !== undefined && notice("bad", bad),
    main: html`<div class="narrow stack">
      <h1>${forgotten.title}</h1>
      <p>${forgotten.intro}</p>
      ${errorSummary(form, { email: forgotten.email })}
      <form class="stack" method="post" action="/forgot-password" novalidate>
        ${hiddenPath(to)}
        ${textField(form, { name: "email", label: forgotten.email, type: "email", autocomplete: "username", maxLength: 254 })}
        ${button(forgotten.send)}
      </form>
      <p><a href="${wayBy("/sign-in", to)}">${forgotten.signIn}</a></p>
    </div>`,
  });

export const mailedView = (frame: Frame, to: string | undefined): Html =>
  layout(frame, {
    title: forgotten.sentTitle,
    main: html`<div class="narrow stack">
      <h1>${forgotten.sentTitle}</h1>
      <p>${forgotten.sentText}</p>
      <p><a href="${wayBy("/sign-in", to)}">${forgotten.signIn}</a></p>
    </div>`,
  });

/** Without a token, or with one that is not good any more: `why`. */
export const resetView = (
  frame: Frame,
  {
    form,
    bad,
    token,
    why,
  }: Shown & { readonly token: string; readonly why?: "gone" | "noToken" | undefined },
): Html => {
  const { reset } = forgotten;
  return layout(frame, {
    title: reset.title,
    notice: bad !== undefined && notice("bad", bad),
    main: html`<div class="narrow stack">
      <h1>${reset.title}</h1>
      ${
        why === undefined
          ? html`<p>${reset.text}</p>
              ${errorSummary(form, { password: reset.password })}
              <form class="stack" method="post" action="/reset-password">
                ${hiddenField("token", token)}
                ${textField(form, { name: "password", label: reset.password, hint: reset.hint, type: "password", autocomplete: "new-password" })}
                ${button(reset.send)}
              </form>`
          : html`<p>${reset[why]}</p>
              <p class="actions">
                <a class="button main" href="/forgot-password">${reset.again}</a>
                ${why === "gone" && html`<a class="button plain" href="/sign-in">${forgotten.signIn}</a>`}
              </p>`
      }
    </div>`,
  });
};
