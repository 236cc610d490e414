import { launchChromium } from '../browser/support/launch.js';
import { DRIVERS } from './drivers/index.js';
import { withLab } from './lab.js';
import { installProducts, versionOf } from './support/install.js';
import { report, type Result } from './report.js';
import { runScenario } from './scenario.js';
import { sentBy } from './sent.js';
import { writeTranscript } from './transcript.js';

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !DRIVERS.some((driver) => driver.name === name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are: ${DRIVERS.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}

await installProducts();
const browser = await launchChromium();
const results: Result[] = [];
for (const driver of DRIVERS) {
  if (asked.length > 0 && !asked.includes(driver.name)) continue;
  console.log(`\n${driver.title}`);
  const result = await withLab(browser, driver, async (lab) => {
    const row = await runScenario(driver, lab);
    await writeTranscript(driver.name, lab);
    const { name, title, package: product, remark } = driver;
    const version = await versionOf(product);
    const date = new Date().toISOString().slice(0, 10);
    return {
      name,
      title,
      package: product,
      version,
      date,
      row,
      sent: sentBy(lab),
      ...(remark && { remark }),
    };
  }).catch((error: unknown) => {
    console.error(`  could not be run: ${String(error)}`);
  });
  if (!result) continue;
  for (const [step, { answer, why }] of Object.entries(result.row)) {
    console.log(`  ${step.padEnd(16)} ${answer}${why ? `: ${why}` : ''}`);
  }
  results.push(result);
}
await browser.close();
await report(results);
process.exit(0);
