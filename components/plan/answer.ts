// What an HTTP answer of an API server proves.

/** 401 and 403 prove an API server whose anonymous access is off. */
export function isAnswer(httpCode: number | undefined): boolean {
  return httpCode === 200 || httpCode === 401 || httpCode === 403;
}
