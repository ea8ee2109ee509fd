// What is asked of rooms that have been placed: to place them anew around what stays, and to wait for it.

import { ask, json } from "./api.js";

const EVERY_MS = 700;
const path = (jobId) => `/v1/jobs/${encodeURIComponent(jobId)}`;
const posted = (asked, headers) => ({ method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(asked) });

/** The answer to a body. Throws Problem. */
export const send = (to, asked, signal) => json(to, { ...posted(asked), signal });

/** The completed rooms of `/around`, with the id of the job that placed them. Throws Problem. */
export async function placed(jobId, asked, signal) {
  const answer = await ask(`${path(jobId)}/around`, { ...posted(asked, { Prefer: "wait=20" }), signal });
  const told = await answer.json();
  if (answer.status === 200) return told;
  while (!(await json(path(told.job_id), { signal })).answered) await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  return json(`${path(told.job_id)}/result.json`, { signal });
}
