import { useQuery } from '@tanstack/react-query';
import type { ContentItem } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { withLinks } from '../../learning/chat/links.tsx';
import { openItem } from './api.ts';

/** A page of text, to be read. */
export function PageDialog({ courseId, item, onClose }: { courseId: string; item: ContentItem; onClose: () => void }) {
  const common = useText('common');
  const text = useText('content');
  const { data, error } = useQuery({
    queryKey: ['content', courseId, 'page', item.id, item.version],
    queryFn: ({ signal }) => openItem(courseId, item.id, { signal }),
  });
  return (
    <Dialog title={item.title} wide onClose={onClose}>
      {data !== undefined ? (
        <div className="content-page" tabIndex={0}>
          {withLinks(data.body ?? '', text.link)}
        </div>
      ) : error ? (
        <FormError fault={error} />
      ) : (
        <SkeletonList label={common.loading} rows={3} />
      )}
    </Dialog>
  );
}
