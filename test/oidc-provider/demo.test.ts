import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { DemoAccounts } from '../../sample-app/src/accounts/demo-accounts.js';
import { runDemo } from '../../sample-app/src/demo/demo.js';
import { demoCommand } from '../../sample-app/src/banner.js';
import { Settings } from '../../sample-app/src/config/settings.js';
import { castFor } from '../../sample-app/src/demo/cast.js';
import { type ClientSite, findSite } from '../../sample-app/src/demo/find-site.js';
import { Narrator } from '../../sample-app/src/demo/narrator.js';
import { whereToLook } from '../../sample-app/src/demo/where-to-look.js';
import { freePort, startSample, type Sample } from './support/sample.js';

describe('The demo', () => {
  let sample: Sample;
  let site: ClientSite;
  beforeAll(async () => {
    sample = await startSample({ DEMO_CLIENT: 'on', DEMO_CLIENT_PORT: String(await freePort()) });
    site = await findSite(sample.settings);
  });
  afterAll(() => sample.close());
  const run = (narrated = cast()) => runDemo(sample.settings.address, narrated, new Narrator(), site);
  const cast = () => ({
    person: sample.person,
    operator: { account: 'operator', password: 'battery staple' },
  });

  test("ends with the tool's answer, and reports each step", async () => {
    const lines: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    const answer = await run().finally(() => log.mockRestore());
    expect(answer).toContain('alice has connected 1 application.');
    expect(answer).toContain('Demo client (name not verified)');
    const story = lines.join('\n');
    for (const part of [
      'POST /register → 201',
      'S256',
      'signs in as alice',
      'nobody has verified it',
      'POST /token → 200',
      'There was no POST /register.',
      'GET https://demo-client.test/oauth/client.json → 200',
      '│ Allow its application to use your account?',
      'any program can pretend to be it',
      'GET https://demo-client.test/oauth/client.json → 304',
      'The outcome: unchanged.',
      'The outcome: changed.',
      'You will be sent to demo-client.test.',
      'Connected again.',
      'POST /register → 400 invalid_client_metadata',
      'GET /authorize → 400',
      '25 registered.',
      '35 rejected: 429 slow_down',
      '1 session revoked',
      'POST /token → 401',
      'clients that were never used',
    ]) {
      expect(story).toContain(part);
    }
    expect(story).not.toContain(sample.person.password);
    expect(story).not.toContain('battery staple');
  });

  test('can be repeated immediately, and leaves the server usable', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const again = run();
    // The client with a document stays connected.
    expect(await again.finally(() => log.mockRestore())).toContain('alice has connected 2 applications.');
  });

  test('fails if the password is wrong', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const wrong = { ...cast(), person: { account: 'alice', password: 'wrong' } };
    const demo = run(wrong);
    await expect(demo.finally(() => log.mockRestore())).rejects.toThrow('The name or the password is wrong.');
  });
});

describe('Without the test seam, the demo', () => {
  test('says that it skips the client with a document, why, and how to see it', async () => {
    const sample = await startSample({ DEMO_CLIENT: 'off' });
    onTestFinished(() => sample.close());
    const lines: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    const site = await findSite(sample.settings);
    const cast = { person: sample.person, operator: { account: 'operator', password: 'battery staple' } };
    await runDemo(sample.settings.address, cast, new Narrator(), site).finally(() => log.mockRestore());
    const story = lines.join('\n').replaceAll(/\s+/g, ' ');
    expect(story).toMatch(/2 of 6 · A client connects without registering ─+ Skipped\. This client has/);
    expect(story).toContain('DOCUMENTS or DEMO_CLIENT is off.');
    expect(story).toContain('start the application with DOCUMENTS=on DEMO_CLIENT=on npm start');
    expect(story).not.toContain('GET https://demo-client.test');
    expect(story).toMatch(/6 of 6 · Unused clients are cleaned up/);
  });

  test('names the file that the application has not created', async () => {
    const settings = new Settings({ DATABASE: '/nowhere/sample.db' });
    expect(await findSite(settings)).toEqual({
      skipped: expect.stringContaining(`has not created ${settings.demoSiteFile}`) as string,
    });
  });

  test('does not point to that client in the console, nor claim that everything worked', () => {
    const [whole, shortened] = [true, false].map((withDocument) => whereToLook('', 1_000, withDocument));
    expect(whole).toContain('Everything worked, in 1.0 seconds.');
    expect(whole).toContain('source=cimd');
    expect(shortened).toContain('Everything but the skipped chapter worked, in 1.0 seconds.');
    expect(shortened).not.toContain('source=cimd');
  });
});

describe("The start-up banner's command for the demo", () => {
  const run = promisify(execFile);

  /** The environment of `npm run demo` when a shell runs the command in another terminal. */
  const environmentOf = async (settings: Settings): Promise<NodeJS.ProcessEnv> => {
    const command = demoCommand(settings);
    expect(command).toMatch(/npm run demo$/);
    const print = `"${process.execPath}" -p 'JSON.stringify(process.env)'`;
    const script = command.replace(/npm run demo$/, () => print);
    const { stdout } = await run('sh', ['-c', script], { env: {} });
    return JSON.parse(stdout) as NodeJS.ProcessEnv;
  };

  test.each([
    ['PORT and DATABASE', { DEMO_PASSWORD: '', OPERATOR_PASSWORD: '' }],
    ['one password', { DEMO_PASSWORD: "it's; $HOME", OPERATOR_PASSWORD: '' }],
    ['all of them', { DEMO_PASSWORD: 'correct horse', OPERATOR_PASSWORD: 'battery "staple" \\' }],
  ])('works with %s set', async (_title, environment) => {
    const sample = await startSample(environment);
    onTestFinished(() => sample.close());
    const settings = new Settings(await environmentOf(sample.settings));
    expect(settings.address).toBe(sample.settings.address);
    const { accounts } = sample.app.get(DemoAccounts);
    const passwordOf = (id: string) => accounts.find((account) => account.id === id)!.password;
    expect(await castFor(settings)).toEqual({
      person: { account: 'alice', password: passwordOf('alice') },
      operator: { account: 'operator', password: passwordOf('operator') },
    });
  });

  test('is the bare command when nothing is set', () => {
    expect(demoCommand(new Settings({}))).toBe('npm run demo');
  });

  test('reveals no password of the database', () => {
    expect(demoCommand(new Settings({ DATABASE: 'postgres://user:secret@localhost/sample' }))).toBe(
      'npm run demo',
    );
  });
});
