// Jobs in a table: each leads to its own page.

import { h, status, table } from "./dom.js";
import { t } from "./i18n.js";
import { ago, seconds } from "./words.js";

export function jobsTable(jobs, total) {
  const rows = jobs.map((job) => [
    h("a", { href: `/jobs/${job.job_id}` }, job.building_id || job.job_id),
    status(job.status),
    String(job.rooms || "–"),
    seconds(job.duration_s),
    h("time", { datetime: job.accepted_at }, ago(job.accepted_at)),
  ]);
  return [
    table("Recent jobs", ["Building", "Status", ["Rooms", "n"], ["Took", "n"], ["Accepted", "n"]], rows),
    total > jobs.length ? h("p", { class: "small quiet" }, t("{total} are kept; the latest {n} are listed.", { total, n: jobs.length })) : "",
  ];
}
