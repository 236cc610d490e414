import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { notePage, sendNote } from './pages/note.page.js';

/** Answers browsers with a page, and other callers with Nest's JSON. */
@Catch(NotFoundException)
export class NotFoundFilter implements ExceptionFilter<NotFoundException> {
  catch(exception: NotFoundException, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    if (request.accepts(['json', 'html']) === 'html') {
      const text =
        'There is nothing at this address. To sign in, connect from your application: it opens the right page.';
      sendNote(response, 404, notePage('No such page', text));
    } else response.status(404).vary('Accept').json(exception.getResponse());
  }
}
