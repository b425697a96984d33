// What the chat asks of its server. No credentials, no cookies, nothing stored.

const PATIENCE_MS = 30_000;

/** Why there is no answer: `kind` is "offline", "busy" or "refused". */
export class AskError extends Error {
  constructor(kind, { status = 0, detail = "", seconds = 0 } = {}) {
    super(detail || kind);
    Object.assign(this, { kind, status, detail, seconds });
  }
}

export class Client {
  constructor(base) {
    this.base = base;
    this._documents = new Map();
  }

  async _call(path, body) {
    let response;
    try {
      response = await fetch(new URL(path, this.base), {
        method: body ? "POST" : "GET",
        body: body && JSON.stringify(body),
        headers: body ? { "content-type": "application/json" } : {},
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch {
      throw new AskError("offline");
    }
    if (response.ok) return response.status === 204 ? null : response.json();
    const problem = await response.json().catch(() => ({}));
    const seconds = Number(response.headers.get("retry-after")) || Number(problem.retry_after) || 0;
    const detail = typeof problem.detail === "string" ? problem.detail : "";
    const kind = response.status === 429 || response.status === 503 ? "busy" : "refused";
    throw new AskError(kind, { status: response.status, detail, seconds });
  }

  /** Ask; the earlier questions travel with each one, the server keeps none. */
  ask(question, history, documentId, verbatim) {
    return this._call("api/v1/ask", {
      question,
      history,
      ...(documentId && { document_id: documentId }),
      ...(verbatim && { verbatim }),
    });
  }

  /** Return questions to start with, none where they cannot be had. */
  async suggestions(documentId) {
    const query = documentId ? `?document_id=${encodeURIComponent(documentId)}` : "";
    try {
      return (await this._call(`api/v1/suggestions${query}`)).suggestions;
    } catch {
      return [];
    }
  }

  /** Return an article with its text, or null; asked for once. */
  document(id) {
    if (!this._documents.has(id)) {
      const path = `api/v1/documents/${id.split("/").map(encodeURIComponent).join("/")}`;
      this._documents.set(id, this._call(path).catch(() => (this._documents.delete(id), null)));
    }
    return this._documents.get(id);
  }

  feedback(answer, helpful) {
    return this._call("api/v1/feedback", {
      question: answer.question,
      answer: answer.answer ?? answer.reason ?? "",
      helpful,
    });
  }

  /** The server's own page of an article, with the words marked: works without this script. */
  page(citation) {
    const id = citation.document_id.split("/").map(encodeURIComponent).join("/");
    return new URL(`article/${id}?start=${citation.start}&end=${citation.end}&of=${citation.sha256.slice(0, 12)}#hb-mark`, this.base).href;
  }
}
