import type {
  AuditEntry,
  AuditQuery,
  PeopleImportReport,
  NewPerson,
  PeopleQuery,
  PeopleSummary,
  PersonListed,
  PersonMade,
  ViewOpened,
} from '../../core/api.gen.ts';
import type { CallOptions, Page, Query } from '../../core/api.ts';
import { api } from '../../core/client.ts';
import type { Role } from '../../core/types.ts';

/** The calls about people and the audit log: for administrators. */

const PEOPLE = '/admin/people';

export type PeopleFilter = Omit<PeopleQuery, 'cursor' | 'limit'>;
export type AuditFilter = Omit<AuditQuery, 'cursor' | 'limit'>;
export type Act = AuditEntry['act'];
export type PersonStatus = PersonListed['status'];

interface Reading extends Pick<CallOptions, 'signal'> {
  cursor: string | null;
}

export function listPeople(filter: PeopleFilter, { cursor, ...options }: Reading): Promise<Page<PersonListed>> {
  const { two_step, ...rest } = filter;
  const query: Query = { ...rest, two_step: two_step === undefined || two_step === null ? null : String(two_step) };
  return api.page(PEOPLE, { ...options, query: { ...query, cursor } });
}

export const summary = (options: CallOptions) => api.get<PeopleSummary>(`${PEOPLE}/summary`, options);
export const createPerson = (fields: NewPerson) => api.post<PersonMade>(PEOPLE, fields);
export const suspend = (id: string) => api.post<PersonListed>(`${PEOPLE}/${id}/suspend`);
export const unsuspend = (id: string) => api.post<PersonListed>(`${PEOPLE}/${id}/unsuspend`);
export const changeRole = (id: string, role: Role) => api.put<PersonListed>(`${PEOPLE}/${id}/role`, { role });
export const resetSecondStep = (id: string) => api.post<PersonListed>(`${PEOPLE}/${id}/reset-2fa`);
export const openView = (id: string, reason: string) => api.post<ViewOpened>(`${PEOPLE}/${id}/view`, { reason });
export const endView = () => api.delete('/admin/view');

export async function importPeople(file: File, dryRun: boolean, keepGood: boolean): Promise<PeopleImportReport> {
  return api.post(`${PEOPLE}/import`, { file: await base64(file), dry_run: dryRun, keep_good: keepGood });
}

export function listAudit(filter: AuditFilter, { cursor, ...options }: Reading): Promise<Page<AuditEntry>> {
  return api.page('/admin/audit', { ...options, query: { ...filter, cursor } });
}

/** The whole table of what was asked for. */
export function auditTable(filter: AuditFilter): Promise<Blob> {
  const wanted = Object.entries(filter).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const query = new URLSearchParams(wanted).toString();
  return api.download(`/admin/audit.csv${query === '' ? '' : `?${query}`}`);
}

/** A data URL is base 64 after its comma. */
function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read'));
    reader.readAsDataURL(file);
  });
}
