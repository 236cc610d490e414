import { resolve } from 'node:path';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';

const FOLDER = resolve(import.meta.dirname, '../../public');

/** Serves the stylesheet and the icon, which are the same for everyone. */
@Controller('admin')
export class AssetsController {
  @Get('console.css')
  style(@Res() response: Response): void {
    send(response, 'console.css');
  }

  @Get('icon.svg')
  icon(@Res() response: Response): void {
    send(response, 'icon.svg');
  }
}

function send(response: Response, file: string): void {
  response.set('X-Content-Type-Options', 'nosniff');
  response.sendFile(file, { root: FOLDER, maxAge: '10m' });
}
