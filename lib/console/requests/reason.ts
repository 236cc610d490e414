import { BadRequestException } from '@nestjs/common';
import type { DcrActor } from '../../audit/actor.js';
import type { Visit } from '../visit.js';
import { type Fields, text } from './fields.js';

/** The actor and the reason. The console requires a reason for every operation. */
export function byOperator({ actor }: Visit, form: Fields | undefined): DcrActor {
  const reason = text(form, 'reason');
  if (!reason) throw new BadRequestException('Enter a reason: it is recorded in the audit log.');
  return { actor, reason };
}
