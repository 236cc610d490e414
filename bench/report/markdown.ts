import type { BenchOptions } from '../options.js';
import { type Goal, type GroupResult, isReached, show, showSpread, type Table } from './result.js';

export interface Report {
  results: GroupResult[];
  failures: string[];
  /** One entry per line. */
  machine: string[];
  minutes: number;
  options: BenchOptions;
}

export function markdown({ results, failures, machine, minutes, options }: Report): string {
  const goals = results.flatMap((result) => result.goals);
  const reached = goals.filter((goal) => isReached(goal)).length;
  return [
    '# Benchmark results',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: one run of ${show(minutes)} minutes on one machine.`,
    ...(options.quick
      ? ["**A quick run with short rounds and small tables: don't rely on its numbers.**"]
      : []),
    machine.map((line) => `- ${line}`).join('\n'),
    'Each contender and the load generator (`autocannon`) run in their own processes. They share all cores with the database, so the numbers include ' +
      'client, server and database. Every request is the registration that VS Code sends. The contenders take turns, round after round. Absolute numbers depend on ' +
      'the machine and on its other load; a ratio compares two numbers of the same round.',
    `A number is the median of the rounds (${options.rounds}, unless stated otherwise), followed by the lowest and the highest. A number without a range was measured once.`,
    'This package stores the client and its audit row in one durable transaction, and counts every attempt in the same database. No other contender ' +
      'limits requests here, and of them only the bare server writes an audit row. A contender that keeps its clients in memory loses them at a restart.',
    ...results.flatMap(({ summary }) => (summary ? ['## Summary', table(summary)] : [])),
    ...(results.some(({ bars }) => bars) ? ['![Accepted registrations per second](results.svg)'] : []),
    `## Goals: ${reached} of ${goals.length} reached`,
    goalTable(goals),
    ...failures.map((failure) => `**Not measured, because the group failed:** ${failure}`),
    ...results.flatMap(({ title, about, tables }) => [
      `## ${title}`,
      about,
      ...tables.map((one) => table(one)),
    ]),
  ].join('\n\n');
}

function goalTable(goals: Goal[]): string {
  return table({
    head: ['measurement', 'compared with', 'goal', 'result', 'reached'],
    rows: goals.map((goal) => [
      goal.work,
      goal.against,
      limit(goal),
      `${showSpread(goal.measured)} ${unitOf(goal)}`,
      isReached(goal) ? 'yes' : '**no**',
    ]),
  });
}

function limit(goal: Goal): string {
  return 'atLeast' in goal.goal
    ? `≥ ${goal.goal.atLeast.toLocaleString('en')} ${unitOf(goal)}`
    : `≤ ${goal.goal.atMost.toLocaleString('en')} ${unitOf(goal)}`;
}

function unitOf({ unit = '×' }: Goal): string {
  return unit;
}

function table({ head, rows }: Table): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row))].join('\n');
}
