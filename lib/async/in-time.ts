/**
 * Rejects if the work does not finish in time. The work itself continues, and its later result or error is ignored.
 *
 * @param limit ms
 */
export async function inTime<T>(work: Promise<T>, limit: number, failure = lateBy(limit)): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(failure()), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function lateBy(limit: number): () => Error {
  return () => new Error(`No answer within ${limit} ms.`);
}
