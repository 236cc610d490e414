import { DemoAccounts } from './accounts/demo-accounts.js';
import { banner } from './banner.js';
import { Settings } from './config/settings.js';
import { createApp } from './create-app.js';

try {
  const settings = new Settings();
  const app = await createApp(settings);
  await app.listen(settings.port, settings.host);
  console.log(banner(settings, app.get(DemoAccounts).accounts));
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}

function explain(error: unknown): unknown {
  if (error instanceof RangeError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'The port is in use. Choose another: PORT=3001 npm start';
  }
  return error;
}
