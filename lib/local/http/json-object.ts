/** A JSON object as it comes in or goes out; each service narrows what it reads. */
export type JsonObject = Record<string, unknown>;
