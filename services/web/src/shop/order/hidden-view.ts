import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { missing } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import { pathOf } from "./order.ts";

const { orderPage } = words;

/** The same whether or not there is such an order. */
export const hiddenOrderView = (frame: Frame, { id }: { readonly id: string }): Html =>
  layout(frame, {
    title: orderPage.hidden,
    main: html`<div class="empty">
      <h1>${orderPage.hidden}</h1>
      <p>${orderPage.hiddenText}</p>
      <p class="actions">
        <a class="button main" href="/sign-in?to=${encodeURIComponent(pathOf(id))}">${orderPage.signIn}</a>
        <a class="button plain" href="/find-order">${orderPage.find}</a>
      </p>
    </div>`,
  });

export const orderAwayView = (
  frame: Frame,
  { id, access }: { readonly id: string; readonly access?: string | undefined },
): Html =>
  layout(frame, {
    title: words.errors[503] ?? words.wrong,
    main: html`<h1>${words.errors[503] ?? words.wrong}</h1>
      ${missing(orderPage.away)}
      <p class="actions">
        <a class="button main" href="${pathOf(id, "", access)}">${orderPage.lookAgain}</a>
      </p>`,
  });
