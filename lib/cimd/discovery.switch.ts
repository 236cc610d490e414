import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit.log.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { PauseSwitch } from '../registration/pause.switch.js';
import { SharedState } from '../state/shared.state.js';

/** Pauses and resumes the fetching of metadata documents. */
@Injectable()
export class DiscoverySwitch extends PauseSwitch {
  constructor(database: DcrDatabase, state: SharedState, audit: AuditLog) {
    super(
      { name: 'discovery', paused: 'discovery.paused', resumed: 'discovery.resumed' },
      database,
      state,
      audit,
    );
  }
}
