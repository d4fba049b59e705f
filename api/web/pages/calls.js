// Calls to the API of the same origin. A refusal becomes an Error with the server's words.

export class Refusal extends Error {
  constructor(status, problem) {
    const lines = (problem.errors || []).map((error) => error.msg).filter((line) => line !== problem.detail);
    super(lines.length === 1 && problem.detail.includes(lines[0]) ? lines[0] : problem.detail || "It did not work.");
    this.status = status;
    this.code = problem.code;
  }
}

export async function call(path, { method = "GET", body, raw, headers = {} } = {}) {
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      headers: body === undefined ? headers : { "Content-Type": "application/json", ...headers },
      body: body === undefined ? raw : JSON.stringify(body),
    });
  } catch {
    throw new Refusal(0, { detail: "The server does not answer.", code: "no_server" });
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({ detail: `The server answered ${answer.status}.` }));
    throw new Refusal(answer.status, problem);
  }
  return answer.status === 204 ? null : answer.json();
}

export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Same-origin form of an address that the server gave in full.
export function local(address) {
  const url = new URL(address, location.href);
  return url.pathname + url.search;
}
