import autocannon from 'autocannon';
import { percentile } from '../statistics.js';
import { registration } from './request.js';

export interface Load {
  /** Number of concurrent connections. Default: 32. */
  connections?: number;
  /** The exact number of requests, so that their rows can be counted. */
  amount: number;
  /** Requests per second. Default: as many as possible. */
  rate?: number;
  /** The expected status of every response. Default: 201. */
  status?: number;
}

export interface Measured {
  /** Responses per second. */
  rate: number;
  /** ms */
  p50: number;
  p99: number;
  answers: number;
}

/** Sends the registration `amount` times. @throws Error when a response is missing or has another status */
export function load(url: string, { connections = 32, amount, rate, status = 201 }: Load): Promise<Measured> {
  const took: number[] = [];
  let wrong = 0;
  const started = performance.now();
  let ended = started;
  return new Promise((resolve, reject) => {
    const settings = {
      url,
      connections,
      amount,
      ...(rate !== undefined && { overallRate: rate }),
      ...registration,
    };
    const run = autocannon(settings, (error: Error | null, { errors }) => {
      if (error) return reject(error);
      if (wrong + errors > 0 || took.length !== amount) {
        return reject(
          new Error(
            `${url}: ${took.length} of ${amount} responses, ${wrong} not ${status}, ${errors} errors.`,
          ),
        );
      }
      const seconds = (ended - started) / 1_000;
      resolve({
        rate: amount / seconds,
        p50: percentile(took, 0.5),
        p99: percentile(took, 0.99),
        answers: amount,
      });
    });
    run.on('response', (_client, statusCode, _bytes, responseTime) => {
      took.push(responseTime);
      if (statusCode !== status) wrong++;
      ended = performance.now();
    });
  });
}
