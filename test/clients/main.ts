import { launchChromium } from '../browser/support/launch.js';
import { runConformance } from './conformance.js';
import { DRIVERS } from './drivers/index.js';
import { withLab } from './lab.js';
import { installProducts, versionOf } from './support/install.js';
import { report } from './report.js';
import { runScenario } from './scenario.js';
import { sentBy } from './sent.js';
import { writeTranscript } from './transcript.js';

const chosen = process.argv.slice(2);
const CONFORMANCE = 'conformance';
const names = [...DRIVERS.map(({ name }) => name), CONFORMANCE];
const unknown = chosen.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. Choose from: ${names.join(', ')}.`);
  process.exit(1);
}

await installProducts();
const browser = await launchChromium();
for (const driver of DRIVERS) {
  if (chosen.length > 0 && !chosen.includes(driver.name)) continue;
  console.log(`\n${driver.title}`);
  const result = await withLab(browser, driver, async (lab) => {
    const row = await runScenario(driver, lab);
    await writeTranscript(driver.name, lab);
    const { name, title, package: product } = driver;
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
    };
  }).catch((error: unknown) => {
    console.error(`  failed to run: ${String(error)}`);
    process.exitCode = 1;
  });
  if (!result) continue;
  for (const [step, { answer, why }] of Object.entries(result.row)) {
    console.log(`  ${step.padEnd(16)} ${answer}${why ? `: ${why}` : ''}`);
  }
  await report({ result });
}
if (chosen.length === 0 || chosen.includes(CONFORMANCE)) {
  console.log('\nMCP conformance suite');
  const verdicts = await withLab(browser, { name: CONFORMANCE }, runConformance);
  for (const { mode, passed, summary } of verdicts)
    console.log(`  ${mode}: ${passed ? 'yes' : 'no'}, ${summary}`);
  const version = await versionOf('@modelcontextprotocol/conformance');
  await report({ conformance: { version, date: new Date().toISOString().slice(0, 10), verdicts } });
}
await browser.close();
process.exit();
