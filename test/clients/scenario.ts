import { setTimeout } from 'node:timers/promises';
import type { Action, Driver, Lab } from './driver.js';
import {
  discoveries,
  isRegistration,
  isToolCall,
  lastRefusal,
  registeredIds,
  tokenRequests,
} from './evidence.js';
import { ACCESS_TOKEN_SECONDS } from './support/sample.js';
import { until } from './support/until.js';

export const STEPS = [
  'discovery',
  'registration',
  'consent',
  'tool call',
  'refresh',
  'after a disable',
  'after a delete',
] as const;
export type Step = (typeof STEPS)[number];
export interface Cell {
  /** Unknown: a command exceeded a time limit of the test, which says nothing about the client. */
  answer: 'yes' | 'no' | 'unknown' | 'not applicable';
  why?: string;
}
export type Row = Record<Step, Cell>;

/** The output when a command exceeds a time limit of the test. */
const TIMED_OUT = /ended after \d+ s|Waited \d+ s for|Request timed out/;

const YES: Cell = { answer: 'yes' };

/** Runs every step with one client. A failed step becomes a "no" in the table; the run continues. */
export async function runScenario(driver: Driver, lab: Lab): Promise<Row> {
  const { log } = lab.sample;
  const outputs: string[] = [];
  const did = async (action: Action) => {
    const from = log.length;
    const output = await action.run(lab).catch((error: unknown) => String(error));
    outputs.push(output);
    lab.transcript.push(`$ ${action.command}\n${output}`);
    return { since: () => log.slice(from), output };
  };
  /** Lets the client call the tool. */
  const call = async () => {
    const from = log.length;
    const { output } = await did(driver.callTool);
    const answered = () => log.slice(from).some(isToolCall);
    await until(answered, { seconds: 3, what: 'the answer of the tool' }).catch(() => undefined);
    return { ok: answered(), exchanges: log.slice(from), output };
  };

  const no = (why: string): Cell =>
    outputs.slice(-3).some((output) => TIMED_OUT.test(output))
      ? { answer: 'unknown', why: 'a command exceeded the time limit of the test' }
      : { answer: 'no', why };

  await driver.configure?.(lab);
  if (driver.signIn) await did(driver.signIn);
  const first = await call();
  const consent = tokenRequests(log, 'authorization_code').some(({ status }) => status === 200);
  const found = discoveries(log);
  const ids = registeredIds(log);
  const row: Row = {
    discovery: found.length > 0 ? YES : no(`requested no existing metadata document. ${tail(outputs)}`),
    registration:
      ids.length > 0
        ? YES
        : no(lastRefusal(log.filter(isRegistration)) ?? `did not register. ${tail(outputs)}`),
    consent: consent ? YES : no(stuck(lab) ?? lastRefusal(log) ?? tail(outputs)),
    'tool call': first.ok ? YES : no(lastRefusal(first.exchanges) ?? tail([first.output])),
    refresh: { answer: 'not applicable', why: 'there was no tool call to repeat' },
    'after a disable': { answer: 'not applicable', why: 'there was no tool call to repeat' },
    'after a delete': { answer: 'not applicable', why: 'there was no tool call to repeat' },
  };
  if (!first.ok) return row;

  row.refresh = await refresh();
  row['after a disable'] = await recover('disable');
  row['after a delete'] = await recover('delete');
  return row;

  async function refresh(): Promise<Cell> {
    const { accessTokenSeconds = ACCESS_TOKEN_SECONDS, refreshAheadSeconds = 0 } = driver;
    await setTimeout((accessTokenSeconds - refreshAheadSeconds + 1) * 1000);
    const visits = lab.visits.length;
    const from = log.length;
    const { ok, exchanges, output } = await call();
    const refreshed = tokenRequests(log.slice(from), 'refresh_token');
    if (ok && refreshed.some(({ status }) => status === 200)) return YES;
    if (lab.visits.length > visits) return no(`opened the browser again${ok ? '' : ', without success'}`);
    return no(lastRefusal(exchanges) ?? tail([output]));
  }

  async function recover(how: 'disable' | 'delete'): Promise<Cell> {
    const id = registeredIds(log).at(-1)!;
    await lab.sample.takeAway(id, how);
    const visits = lab.visits.length;
    const alone = await call();
    if (alone.ok)
      return { ...YES, why: lab.visits.length > visits ? 'by itself' : 'by itself, without the browser' };
    const signInAgain = driver.signInAgain ?? driver.signIn;
    if (signInAgain) {
      await did(signInAgain);
      if ((await call()).ok) return { ...YES, why: `by \`${signInAgain.command}\`` };
    }
    const reason = stuck(lab) ?? lastRefusal(alone.exchanges) ?? tail([alone.output]);
    if (!driver.reset) return no(reason);
    await did(driver.reset);
    if (driver.signIn) await did(driver.signIn);
    const { ok } = await call();
    return no(`${reason}. \`${driver.reset.command}\` ${ok ? 'helps' : 'does not help'}`);
  }
}

/** The text of the page where the user got stuck, if they did not return to the client. */
function stuck({ visits }: Lab): string | undefined {
  const text = visits.at(-1)?.stuck;
  return text && `the browser shows: ${text.slice(0, 200)}`;
}

/** The end of what the client printed. */
function tail(outputs: string[]): string {
  const lines = (outputs.at(-1) ?? '').split('\n').map((line) => line.trim());
  return `It printed: ${lines.filter(Boolean).slice(-3).join(' ').slice(-300)}`;
}
