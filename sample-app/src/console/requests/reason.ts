import { BadRequestException } from '@nestjs/common';
import type { DcrActor } from 'nestjs-dcr';
import type { Visit } from '../sign-in/visit.js';
import { type Fields, text } from './fields.js';

/** The actor and the reason. The console requires a reason for every operation. */
export function byOperator({ account }: Visit, form: Fields | undefined): DcrActor {
  const reason = text(form, 'reason');
  if (!reason) throw new BadRequestException('Enter a reason: it is recorded in the audit log.');
  return { actor: account, reason };
}
