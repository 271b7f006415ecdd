import { useEffect } from 'react';

/** Names the page in the tab and the history. `null` while the name is still on its way. */
export function usePageTitle(title: string | null): void {
  useEffect(() => {
    if (title !== null) document.title = `${title} | EduForum`;
  }, [title]);
}
