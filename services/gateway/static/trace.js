// The job's trace as a waterfall: each span's place in time, the waiting in queues hatched.

import { json } from "./api.js";
import { fill, h } from "./dom.js";
import { plain } from "./words.js";
import { t } from "./i18n.js";

const AT_ONCE = 80;
const AGAIN_MS = [500, 1500, 3000, 6000];

export class TracePanel {
  constructor(jobId, signal) {
    this.path = `/v1/jobs/${encodeURIComponent(jobId)}/trace`;
    this.signal = signal;
    this.shown = AT_ONCE;
    this.body = h("div", {}, h("p", { class: "quiet" }, t("When the job has ended.")));
    this.el = h("section", { class: "trace", "aria-labelledby": "trace" }, h("h2", { id: "trace" }, t("Trace")), this.body);
  }

  /** Look for it now, and a few times more: services export at their own pace. */
  async load() {
    for (const pause of AGAIN_MS) {
      try {
        const found = await json(this.path, { signal: this.signal });
        this.found = found;
        this.#draw();
        if (found.whole || !found.source) return;
      } catch (error) {
        if (this.signal.aborted) return;
        fill(this.body, h("p", { class: "quiet" }, error.message));
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  #draw() {
    const { spans, source, trace_id, left_out } = this.found;
    if (!source) return fill(this.body, h("p", { class: "quiet" }, t("Nothing keeps spans where this gateway could look: no Jaeger, no files of a sink. ")), mono(trace_id));
    if (!spans.length) return fill(this.body, h("p", { class: "quiet" }, t("No span of it has arrived yet. ")), mono(trace_id));
    const begin = Math.min(...spans.map((span) => span.start_us));
    const total = Math.max(...spans.map((span) => span.start_us + span.duration_us)) - begin || 1;
    const depth = depths(spans);
    const order = [...spans].sort((a, b) => a.start_us - b.start_us || depth(a) - depth(b));
    const services = new Set(spans.map((span) => span.service)).size;
    const rows = order.slice(0, this.shown).map((span) => row(span, depth(span), begin, total));
    return fill(
      this.body,
      h("p", { class: "small quiet" }, `${t("{spans} spans of {services} services in {ms} ms; hatched is waiting in a queue. From {source}.", { spans: spans.length, services, ms: (total / 1000).toFixed(0), source: source === "jaeger" ? "Jaeger" : t("the stack's files") })} `, mono(trace_id)),
      h("div", { class: "scrolls", tabindex: 0, role: "group", "aria-label": t("Waterfall") },
        h("table", { class: "waterfall" },
          h("caption", { class: "unseen" }, t("Spans in the order of time")),
          h("thead", {}, h("tr", {}, ["Span", "Service", "Time", "ms"].map((words) => h("th", { scope: "col", class: words === "ms" ? "n" : false }, t(words))))),
          h("tbody", {}, rows))),
      order.length > this.shown ? h("button", { class: "link", onclick: () => this.#all() }, t("show all {n}", { n: order.length })) : null,
      left_out ? h("p", { class: "small quiet" }, t("{n} more are in the store.", { n: left_out })) : null,
    );
  }

  #all() {
    this.shown = Infinity;
    this.#draw();
  }
}

const mono = (id) => h("span", { class: "mono small quiet" }, id);

function row(span, depth, begin, total) {
  const kind = span.error ? "error" : span.name === "place job" ? "root" : span.name.split(" ")[0];
  const bar = h("i", { class: `span ${kind}` });
  // By the object model: a style in markup is what the content security policy refuses.
  bar.style.left = `${((span.start_us - begin) / total) * 100}%`;
  bar.style.width = `${(span.duration_us / total) * 100}%`;
  const name = h("td", {}, span.name, " ", h("span", { class: "small quiet" }, String(span.attributes["plenum.batch.id"] ?? "")), span.error ? h("strong", { class: "bad" }, ` ${t("failed")}`) : "");
  name.style.paddingLeft = `${Math.min(depth, 4) * 0.9}rem`;
  return h("tr", {}, name, h("td", { class: "small quiet" }, plain(span.service)), h("td", { class: "track" }, bar), h("td", { class: "n" }, (span.duration_us / 1000).toFixed(1)));
}

/** How deep a span lies below the topmost of its trace that is here. */
function depths(spans) {
  const byId = new Map(spans.map((span) => [span.span_id, span]));
  return (span) => {
    let depth = 0;
    for (let at = byId.get(span.parent_id); at && depth < 10; at = byId.get(at.parent_id)) depth += 1;
    return depth;
  };
}
