// The bot's App Home: its published view, drawn like a page.

import { viewContext } from "./actions.js";
import { drawBlocks } from "./blockkit.js";
import { fill, h } from "./dom.js";
import { on, store } from "./store.js";
import { loadHome } from "./sync.js";
import { Values } from "./values.js";

export class Home {
  constructor(host) {
    this.host = host;
    this.values = new Values();
    this.viewId = null;
    on("home", () => this.draw());
    on("route", () => {
      const { tab, channel, user } = store.route;
      const here = tab === "home" ? `${user}:${channel}` : null;
      if (here && here !== this.here) {
        this.draw();
        void loadHome("home").catch(() => null);
      }
      this.here = here;
    });
  }

  draw() {
    const view = store.homeView;
    if (!view?.blocks) {
      fill(this.host, h("div", { class: "home-page" }, h("p", { class: "empty" },
        store.connected ? `${store.bot.name} has not published a home yet.` : "The bot is not connected, so there is no home to show.")));
      return;
    }
    if (view.id !== this.viewId) {
      this.values = new Values();
      this.viewId = view.id;
    }
    const scroll = this.host.scrollTop;
    const held = document.activeElement?.closest?.("[data-testid='home'] [data-action-id]")?.dataset.actionId;
    fill(this.host, h("div", { class: "home-page", dataset: { view: view.id } }, drawBlocks(view.blocks, viewContext(view, this.values, { mode: "home" }))));
    this.host.scrollTop = scroll;
    if (held) this.host.querySelector(`[data-action-id="${CSS.escape(held)}"]`)?.focus();
  }
}
