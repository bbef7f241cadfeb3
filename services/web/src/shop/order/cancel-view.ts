import type { Order } from "@shop/contracts/order/orders";
import { button } from "../../parts/form/choices.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { notice } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import { pathOf } from "./order.ts";

const { orderPage } = words;

export const cancelView = (
  frame: Frame,
  { order, told }: { readonly order: Order; readonly told?: string },
): Html =>
  layout(frame, {
    title: orderPage.cancelTitle(order.number),
    notice: told !== undefined && notice("bad", told),
    main: html`<h1>${orderPage.cancelTitle(order.number)}</h1>
      <p>${orderPage.cancelText}</p>
      <form method="post" action="${pathOf(order.id, "/cancel")}">
        <p class="actions">
          ${button(orderPage.cancelYes, { kind: "danger" })}
          <a class="button plain" href="${pathOf(order.id)}">${orderPage.cancelNo}</a>
        </p>
      </form>`,
  });
