import 'reflect-metadata';
import { ConsoleLogger } from '@nestjs/common';
import type { ApplicationSetup, ServiceCall } from './case-application.js';
import { startNestApplication } from './nest-application.js';

/** An application of a case in a separate process. */
export type ProcessRequest = { id: number } & (
  { call: ServiceCall } | { policyContext: true } | { close: true }
);

/** Each line of the log is JSON. */
const logger = new ConsoleLogger({ json: true, colors: false });
const tell = (message: unknown) => process.send!(message);

const setup = JSON.parse(process.argv[2]!) as ApplicationSetup;
const application = await startNestApplication(setup, logger).catch((error: unknown) => {
  logger.fatal(String(error));
  process.exit(1);
});

async function answer(request: ProcessRequest): Promise<unknown> {
  if ('call' in request) return application.call(request.call);
  if ('close' in request) return application.close();
  return application.policyContext();
}

process.on('message', (request: ProcessRequest) => {
  void answer(request).then((answered) => tell({ id: request.id, answer: answered ?? null }));
});
// Without a parent there are no more requests.
process.on('disconnect', () => process.exit());
tell({ url: application.url });
