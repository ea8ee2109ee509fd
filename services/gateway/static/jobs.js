// Jobs in a table: each leads to its own page.

import { h, table } from "./dom.js";
import { ago, seconds } from "./words.js";

export function jobsTable(jobs, total) {
  const rows = jobs.map((job) => [
    h("a", { href: `/jobs/${job.job_id}` }, job.building_id || job.job_id),
    h("span", { class: `status ${job.status}` }, job.status),
    String(job.rooms || "–"),
    seconds(job.duration_s),
    h("time", { datetime: job.accepted_at }, ago(job.accepted_at)),
  ]);
  return [
    table("Recent jobs", ["Building", "Status", ["Rooms", "n"], ["Took", "n"], ["Accepted", "n"]], rows),
    total > jobs.length ? h("p", { class: "small quiet" }, `${total} are kept; the latest ${jobs.length} are listed.`) : "",
  ];
}
