import type {
  ContentFolder,
  ContentItem,
  ContentOrder,
  ContentPage,
  CourseContent,
  FolderChange,
  ItemChange,
  NewFolder,
  NewItem,
} from '../../../core/api.gen.ts';
import type { CallOptions } from '../../../core/api.ts';
import { api } from '../../../core/client.ts';
import { handOver } from '../../../ui/handOver.ts';

/** The calls about what a course hands out. */

const base = (courseId: string) => `/courses/${courseId}/content`;
const folders = (courseId: string) => `${base(courseId)}/folders`;
const items = (courseId: string) => `${base(courseId)}/items`;

export const getContent = (courseId: string, options?: CallOptions) => api.get<CourseContent>(base(courseId), options);
export const arrange = (courseId: string, order: ContentOrder) =>
  api.put<CourseContent>(`${base(courseId)}/order`, order);

export const addFolder = (courseId: string, fields: NewFolder) => api.post<ContentFolder>(folders(courseId), fields);
export const changeFolder = (courseId: string, { id, version }: ContentFolder, fields: FolderChange) =>
  api.patch<ContentFolder>(`${folders(courseId)}/${id}`, fields, { version });
export const deleteFolder = (courseId: string, id: string) => api.delete(`${folders(courseId)}/${id}`);
export const restoreFolder = (courseId: string, id: string) =>
  api.post<ContentFolder>(`${folders(courseId)}/${id}/restore`);

export const addItem = (courseId: string, fields: NewItem) => api.post<ContentPage>(items(courseId), fields);
export const openItem = (courseId: string, id: string, options?: CallOptions) =>
  api.get<ContentPage>(`${items(courseId)}/${id}`, options);
export const changeItem = (courseId: string, { id, version }: ContentItem, fields: ItemChange) =>
  api.patch<ContentPage>(`${items(courseId)}/${id}`, fields, { version });
export const deleteItem = (courseId: string, id: string) => api.delete(`${items(courseId)}/${id}`);
export const restoreItem = (courseId: string, id: string) => api.post<ContentPage>(`${items(courseId)}/${id}/restore`);

export async function downloadFile(courseId: string, { id, file }: ContentItem): Promise<void> {
  if (file === null) return;
  handOver(await api.download(`${items(courseId)}/${id}/file`), file.name);
}
