import type { ContentOrder, CourseContent } from '../../../core/api.gen.ts';

/** The order that the content has now. */
export function orderOf({ folders }: CourseContent): ContentOrder {
  return { folders: folders.map(({ id, items }) => ({ id, items: items.map((item) => item.id) })) };
}

/** A folder, or an item in its folder, one place up (-1) or down (1); null where there is no such place. */
export function moved(content: CourseContent, id: string, step: -1 | 1): ContentOrder | null {
  const order = orderOf(content);
  const folders = swapped(order.folders, (folder) => folder.id === id, step);
  if (folders !== null) return { folders };
  const at = order.folders.findIndex(({ items }) => items.includes(id));
  const items = swapped(order.folders[at]?.items ?? [], (item) => item === id, step);
  if (items === null) return null;
  return { folders: order.folders.map((folder, place) => (place === at ? { ...folder, items } : folder)) };
}

/** An item as the last of another folder. */
export function movedInto(content: CourseContent, id: string, folderId: string): ContentOrder {
  return {
    folders: orderOf(content).folders.map((folder) => {
      const items = folder.items.filter((item) => item !== id);
      return { ...folder, items: folder.id === folderId ? [...items, id] : items };
    }),
  };
}

function swapped<T>(list: readonly T[], is: (each: T) => boolean, step: -1 | 1): T[] | null {
  const at = list.findIndex(is);
  const [one, other] = [list[at], list[at + step]];
  if (one === undefined || other === undefined) return null;
  return list.map((each, place) => (place === at ? other : place === at + step ? one : each));
}
