import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { isFullRun } from '../options.js';
import { markdown, type Report } from './markdown.js';
import { barChart } from './svg.js';

/** Writes the text and the plot. Only a full run overwrites the committed ones; any other run writes to `partial/`. */
export async function writeReport(report: Report): Promise<{ file: string; text: string }> {
  const isFull = isFullRun(report.options);
  const folder = new URL(isFull ? '../../' : '../../partial/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const file = fileURLToPath(new URL('RESULTS.md', folder));
  const style = await resolveConfig(file);
  const text = await format(markdown(report), { ...style, parser: 'markdown' });
  await writeFile(file, text);
  const bars = report.results.find((result) => result.bars)?.bars;
  if (bars) {
    const plot = barChart('Accepted registrations per second, 32 connections', bars);
    await writeFile(new URL('results.svg', folder), plot);
  }
  return { file, text };
}
