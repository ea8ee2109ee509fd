// How far each stage is, as the pipeline runs: the light models side by side, the others in a row.

import { fill, h } from "./dom.js";
import { plain } from "./words.js";
import { t } from "./i18n.js";

export class Stages {
  constructor(stages) {
    this.bars = new Map(stages.map((stage) => [stage.name, bar(stage)]));
    const competing = stages.filter((stage) => stage.competes);
    const series = stages.filter((stage) => !stage.competes);
    const item = (stage) => this.bars.get(stage.name).el;
    this.el = h(
      "ol",
      { class: "stages", "aria-label": t("Stages") },
      h("li", { class: "side" }, h("ul", { "aria-label": t("Competing") }, competing.map((stage) => h("li", {}, item(stage))))),
      series.map((stage) => h("li", {}, item(stage))),
    );
  }

  /** `counts`: rooms done by stage; `of`: rooms in all. */
  show(counts, of) {
    for (const [name, { meter, figure }] of this.bars) {
      const done = Math.min(counts.get(name) ?? 0, of || 0);
      meter.max = of || 1;
      meter.value = done;
      fill(figure, of ? `${done} / ${of}` : "–");
    }
  }
}

function bar(stage) {
  const words = plain(stage.name.replace(/_model$/, "").replace(/^light_model_/, "lights_"));
  const meter = h("progress", { max: 1, value: 0, "aria-label": words });
  const figure = h("span", { class: "n" });
  return { el: h("div", { class: "stage" }, h("span", {}, words), figure, meter), meter, figure };
}
