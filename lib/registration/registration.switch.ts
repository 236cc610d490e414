import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit.log.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DcrAccessDeniedError } from '../errors/index.js';
import { SharedState } from '../state/shared.state.js';
import { PauseSwitch } from './pause.switch.js';

/** Pauses and resumes registration. */
@Injectable()
export class RegistrationSwitch extends PauseSwitch {
  constructor(database: DcrDatabase, state: SharedState, audit: AuditLog) {
    super(
      { name: 'registration', paused: 'registration.paused', resumed: 'registration.resumed' },
      database,
      state,
      audit,
    );
  }

  pausedError(): DcrAccessDeniedError {
    return new DcrAccessDeniedError('Registration is paused. Try again later.', 'paused');
  }

  /** @throws DcrAccessDeniedError while registration is paused */
  async requireOpen(): Promise<void> {
    if (await this.isPausedHere()) throw this.pausedError();
  }
}
