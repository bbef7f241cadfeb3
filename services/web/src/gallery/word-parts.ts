import type { Frame } from "../parts/frame.ts";
import { button } from "../parts/form/choices.ts";
import { html, type Html } from "../parts/html.ts";
import { icon, iconNames } from "../parts/icon.ts";
import { empty, missing, notice, pill } from "../parts/notice.ts";

export const wordParts = ({ assetUrl, clock }: Frame): Html =>
  html`<p>
      Text as it is read, with <a href="#words">a link</a>, <code>a number to ask by</code>,
      <strong>what matters</strong> and <span class="fine">what matters less</span>.
    </p>
    <p>${clock.day(at)}, to the minute ${clock.moment(at)}</p>
    <div class="row">
      ${pill("good", "Delivered")} ${pill("plain", "Cancelled")} ${pill("wait", "Waiting for payment")}
      ${pill("bad", "Declined")}
    </div>
    <div class="row">${iconNames.map((name) => html`<span>${icon(assetUrl, name)}</span>`)}</div>
    ${notice("good", "That was done.")}
    ${notice("plain", html`Something is <a href="#words">worth knowing</a>.`)}
    ${notice("bad", "That could not be done: the card was declined.")}
    ${missing("Reviews cannot be shown just now.")}
    ${empty("Your bag is empty", "What you add to it stays here for a month.", html`<a class="button main" href="/">Look around</a>`)}
    <div class="actions">
      ${button("Main")} ${button("Plain", { kind: "plain" })} ${button("Danger", { kind: "danger" })}
      ${button("Link", { kind: "link", about: "to something" })}
      <a class="button plain" href="#words">A link that looks like one</a>
      <button type="button" class="button main" aria-disabled="true">Under way</button>
    </div>
    <div class="split">
      <div class="panel">
        <h3>Panel</h3>
        <p>What belongs together. In a split, what is read or typed is at the left.</p>
      </div>
      <aside class="panel plain">
        <h3>Plain panel</h3>
        <p>What goes with it stays in sight.</p>
      </aside>
    </div>`;

const at = "2026-11-25T10:15:30.123Z";
