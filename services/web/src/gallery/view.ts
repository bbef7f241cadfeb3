import type { Frame } from "../parts/frame.ts";
import { html, type Html } from "../parts/html.ts";
import { layout } from "../parts/layout.ts";
import { notice } from "../parts/notice.ts";
import { formParts } from "./form-parts.ts";
import { listParts } from "./list-parts.ts";
import { shopParts } from "./shop-parts.ts";
import { wordParts } from "./word-parts.ts";

export const galleryView = (frame: Frame): Html =>
  layout(frame, {
    title: "Parts",
    notice: notice("good", "A notice of the page stands here: something was added to your bag."),
    main: html`<h1>Parts</h1>
      <p class="lede">All that pages are made of, each in each of its states.</p>
      ${section("words", "Words and colours", wordParts(frame))} ${section("forms", "Forms", formParts())}
      ${section("shop", "Products", shopParts())} ${section("lists", "Lists", listParts(frame))}`,
  });

const section = (id: string, title: string, content: Html): Html =>
  html`<section class="stack" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section>`;
