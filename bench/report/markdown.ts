import { type Goal, type GroupResult, isReached, show, showSpread, type Table } from './result.js';

export interface Report {
  results: GroupResult[];
  failures: string[];
  /** A line each. */
  machine: string[];
  minutes: number;
  options: { quick: boolean; only?: string; rounds: number };
}

export function markdown({ results, failures, machine, minutes, options }: Report): string {
  const goals = results.flatMap((result) => result.goals);
  const reached = goals.filter((goal) => isReached(goal)).length;
  return [
    '# What registration costs',
    `\`npm run bench\` wrote this on ${new Date().toISOString().slice(0, 10)}, in ${show(minutes)} minutes, all in one run on one machine.`,
    ...(options.quick ? ['**A quick run: short rounds and small tables. Its numbers mean little.**'] : []),
    machine.map((line) => `- ${line}`).join('\n'),
    'Every contender is a process of its own and the load generator another, all on these cores, so what is measured is the whole: client, server and ' +
      'database share them. The request is the one that VS Code sends, from `autocannon`. Contenders take turns, round after round. Absolute numbers depend on ' +
      `the machine and on what else it does; the ratios are of two numbers of one round. Shown is the median of the rounds (${options.rounds}, where nothing else is said) with the lowest and the highest; what has no spread was measured once. ` +
      'This package stores the client and its audit row durably in one transaction, and counts every attempt in the same database. None of the others ' +
      'has a limit here, and of them only the bare server writes an audit row; what keeps its clients in memory loses them at a restart.',
    ...results.flatMap(({ short }) => (short ? ['## In short', table(short)] : [])),
    ...(results.some(({ bars }) => bars) ? ['![Accepted registrations a second](results.svg)'] : []),
    `## Goals: ${reached} of ${goals.length} reached`,
    goalTable(goals),
    ...failures.map((failure) => `**Not measured, the group failed:** ${failure}`),
    ...results.flatMap(({ title, about, tables }) => [
      `## ${title}`,
      about,
      ...tables.map((one) => table(one)),
    ]),
  ].join('\n\n');
}

function goalTable(goals: Goal[]): string {
  return table({
    head: ['work', 'against', 'goal', 'measured', 'reached'],
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
