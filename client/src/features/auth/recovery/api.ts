import { api } from '../../../core/client.ts';
import type {
  InvitationMade,
  InvitationShown,
  LinkOwner,
  MailRecord,
  ResetLink,
  Role,
  User,
} from '../../../core/types.ts';
import type { Language } from '../../../i18n/index.ts';

interface Options {
  signal?: AbortSignal;
}

/** Whether the address has an account or not, the answer is the same. */
export const askForReset = (email: string, language: Language) =>
  api.post<null>('/auth/password/reset', { email, language });
export const lookAtReset = (token: string, options?: Options) =>
  api.post<LinkOwner>('/auth/password/reset/look', { token }, options);
export const resetPassword = (token: string, password: string, language: Language) =>
  api.post<LinkOwner>('/auth/password/reset/confirm', { token, password, language });

export const verifyEmail = (token: string) => api.post<LinkOwner>('/auth/email/verify', { token });
export const resendVerification = (language: Language) => api.post<null>('/auth/email/verification', { language });
export const me = (options?: Options) => api.get<User>('/auth/me', options);

export const lookAtInvitation = (token: string, options?: Options) =>
  api.post<InvitationShown>('/auth/invitations/look', { token }, options);
/** Without a password: by who is signed in to an account with this address. */
export const acceptInvitation = (token: string, password?: string) =>
  api.post<LinkOwner>('/auth/invitations/accept', { token, ...(password !== undefined && { password }) });

export const invite = (email: string, name: string, role: Role, language: Language) =>
  api.post<InvitationMade>('/auth/invitations', { email, name, role, language });
export const makeResetLink = (email: string) => api.post<ResetLink>('/auth/password/reset-links', { email });

export const deadLetters = (options?: Options) =>
  api.page<MailRecord>('/admin/mails', { ...options, query: { state: 'dead', limit: 5 } });
export const retryLetter = (id: string) => api.post<MailRecord>(`/admin/mails/${id}/retry`);
export const discardLetter = (id: string) => api.delete(`/admin/mails/${id}`);
