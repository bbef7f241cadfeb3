/** Where something went wrong: a sentence, the number to ask by, a way on. */
import type { Problem } from "@shop/kit/http/server/problem";
import { words } from "../words/en.ts";
import type { Frame } from "./frame.ts";
import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";

export const errorPage = (frame: Frame, { status, detail, requestId }: Problem): Html =>
  layout(frame, {
    title: words.errors[status] ?? words.wrong,
    main: html`<div class="empty">
      <h1>${words.errors[status] ?? words.wrong}</h1>
      <p>${detail}.</p>
      <p class="actions"><a class="button main" href="/">${words.home}</a></p>
      <p class="fine">${words.requestId} <code>${requestId}</code></p>
    </div>`,
  });
