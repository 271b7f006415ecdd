import { Api } from './api.ts';
import { Session } from './session.ts';

/** The one sign-in of this page, and the calls made with it. */
export const session = new Session();
export const api = new Api(session);
