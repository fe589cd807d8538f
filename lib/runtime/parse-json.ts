/** The value of a message's body; undefined, which no JSON is, when it is malformed. */
export const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
};
