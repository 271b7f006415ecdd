import { useState } from 'react';
import type { ContentFolder, ContentItem, ContentOrder } from '../../../core/api.gen.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { toast } from '../../../ui/toasts.ts';
import {
  arrange,
  changeFolder,
  changeItem,
  deleteFolder,
  deleteItem,
  downloadFile,
  restoreFolder,
  restoreItem,
} from './api.ts';
import { useRefreshContent } from './queries.ts';

/** What is done with folders and items, and undone. */
export function useContentActs(courseId: string) {
  const text = useText('content');
  const describe = useErrorText();
  const refresh = useRefreshContent(courseId);
  const [busy, setBusy] = useState<string | null>(null);
  const run = (act: () => Promise<unknown>, what = '') => {
    setBusy(what);
    act()
      .catch((fault: unknown) => {
        const { what: happened, rest } = describe(fault);
        toast(`${happened} ${rest}`);
      })
      .finally(() => {
        setBusy(null);
        void refresh();
      });
  };
  const say = (title: string, visible: boolean) => toast(visible ? text.shown(title) : text.nowHidden(title));
  return {
    busy,
    arrange: (order: ContentOrder | null) => {
      if (order !== null) run(() => arrange(courseId, order));
    },
    download: (item: ContentItem) => run(() => downloadFile(courseId, item), item.id),
    showItem: (item: ContentItem) =>
      run(async () => {
        await changeItem(courseId, item, { visible: !item.visible });
        say(item.title, !item.visible);
      }),
    showFolder: (folder: ContentFolder) =>
      run(async () => {
        await changeFolder(courseId, folder, { visible: !folder.visible });
        say(folder.title, !folder.visible);
      }),
    deleteItem: ({ id, title }: ContentItem) =>
      run(async () => {
        await deleteItem(courseId, id);
        toast(text.deleted(title), () =>
          run(async () => {
            await restoreItem(courseId, id);
            toast(text.restored(title));
          }),
        );
      }),
    deleteFolder: ({ id, title }: ContentFolder) =>
      run(async () => {
        await deleteFolder(courseId, id);
        toast(text.deleted(title), () =>
          run(async () => {
            await restoreFolder(courseId, id);
            toast(text.restored(title));
          }),
        );
      }),
  };
}

export type ContentActs = ReturnType<typeof useContentActs>;
