// A job's server-sent events, read by fetch, for an EventSource can send no token.

import { ask, Problem } from "./api.js";

const PAUSES_MS = [500, 1000, 2000, 5000];

/** Call `on(name, data)` for each event until the job has ended, connecting again as often as it takes.
 *
 * Each connection tells everything from the beginning: `restart` comes before it, `lost` after one that broke.
 * Throws Problem where the job is not known.
 */
export async function listen(jobId, on, signal) {
  for (let broken = 0; !signal.aborted; broken += 1) {
    try {
      const answer = await ask(`/v1/jobs/${encodeURIComponent(jobId)}/events`, { signal });
      on("restart");
      for await (const [name, data] of parsed(answer.body)) {
        broken = 0;
        on(name, data);
        if (name === "end" || name === "gone") return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Problem && error.status >= 400 && error.status !== 503 && error.status !== 429) throw error;
    }
    on("lost");
    await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[Math.min(broken, PAUSES_MS.length - 1)]));
  }
}

/** [name, data] of each event in a stream of bytes. */
export async function* parsed(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const field = (name) => block.split("\n").find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      if (field("event")) yield [field("event"), JSON.parse(field("data"))];
    }
  }
}
