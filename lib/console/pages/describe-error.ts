import { HttpException } from '@nestjs/common';
import { DcrError } from '../../errors/index.js';

interface DescribedError {
  status: number;
  title: string;
  description: string;
  /** Seconds. */
  retryAfter?: number | undefined;
}

const TITLES: Record<number, string> = {
  400: 'Invalid request',
  403: 'Not allowed',
  404: 'Not found',
  503: 'Temporarily unavailable',
};

export function describeError(error: unknown): DescribedError {
  if (error instanceof DcrError) {
    const { status, description, retryAfter } = error;
    return { status, title: titleOf(status), description, retryAfter };
  }
  if (error instanceof HttpException) {
    const status = error.getStatus();
    return { status, title: titleOf(status), description: error.message };
  }
  return { status: 500, title: titleOf(500), description: 'Something went wrong on our side.' };
}

function titleOf(status: number): string {
  return TITLES[status] ?? 'This did not work';
}
