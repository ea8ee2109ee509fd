// Everything that the page asks of the gateway: with a token where one is wanted, and problems as errors.

import { wantToken, token } from "./token.js";

/** What was refused, as RFC 9457 problem details have it. */
export class Problem extends Error {
  constructor(status, told) {
    super(told.detail || told.title || `answered ${status}`);
    this.status = status;
    this.code = told.code ?? "";
    this.cure = told.cure ?? "";
    this.pointer = told.pointer ?? "";
  }
}

async function problem(answer) {
  let told = {};
  try {
    told = await answer.json();
  } catch {
    // A proxy's page, or nothing at all: the status says what there is to say.
  }
  return new Problem(answer.status, told);
}

/** The answer to a request. Throws Problem; asks for a token where none, or a wrong one, was sent. */
export async function ask(path, options = {}) {
  for (;;) {
    const sent = token();
    const headers = { ...options.headers, ...(sent ? { Authorization: `Bearer ${sent}` } : {}) };
    let answer;
    try {
      answer = await fetch(path, { ...options, headers });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Problem(0, { detail: "the gateway does not answer", code: "away", cure: "is it running? plenum status" });
    }
    if (answer.status === 401) {
      await wantToken(sent);
      continue;
    }
    if (!answer.ok) throw await problem(answer);
    return answer;
  }
}

export const json = async (path, options) => (await ask(path, options)).json();

const known = {};
/** Kinds, stages, rules: what does not change while the gateway runs. */
export const catalogue = () => (known.catalogue ??= json("/page/catalogue.json"));

/** A drawing as the source of an image, where nothing in it can run. */
export async function picture(path, signal) {
  const drawn = await (await ask(path, { signal, headers: { Accept: "image/svg+xml" } })).text();
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn)}`;
}

/** Hand a file to whoever looks at the page. */
export async function download(path, name) {
  const blob = await (await ask(path)).blob();
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
