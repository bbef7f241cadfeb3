import { button } from "../../parts/form/choices.ts";
import { textField } from "../../parts/form/fields.ts";
import { errorSummary, type FormState } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { notice } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";

const { orderPage } = words;

export const findOrderView = (
  frame: Frame,
  {
    form,
    told,
    isSent = false,
  }: { readonly form: FormState; readonly told?: string; readonly isSent?: boolean },
): Html =>
  layout(frame, {
    title: orderPage.find,
    notice: told === undefined ? isSent && notice("good", orderPage.findSent) : notice("bad", told),
    main: html`<h1>${orderPage.find}</h1>
      <p>${orderPage.findText}</p>
      ${errorSummary(form, { number: orderPage.number, email: orderPage.email })}
      <form class="narrow" method="post" action="/find-order" novalidate>
        ${textField(form, { name: "number", label: orderPage.number, hint: orderPage.numberHint, maxLength: 40, autocomplete: "off" })}
        ${textField(form, { name: "email", label: orderPage.email, hint: orderPage.emailHint, type: "email", autocomplete: "email", maxLength: 254 })}
        ${button(orderPage.findSend)}
      </form>`,
  });
