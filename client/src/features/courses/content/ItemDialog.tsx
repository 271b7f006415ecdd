import { useEffect, useState } from 'react';
import type { ContentItem, CourseContent } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field, SelectField, TextField } from '../../../ui/Field.tsx';
import { useForm } from '../../../ui/form.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { addItem, arrange, changeItem, openItem } from './api.ts';
import { movedInto } from './order.ts';
import { useRefreshContent } from './queries.ts';
import { missing, visibilityFields, visibilityOf } from './visibility.ts';
import { VisibilityInputs } from './VisibilityInputs.tsx';

interface Props {
  courseId: string;
  kind: ContentItem['kind'];
  folderId: string;
  /** What to change, and all that there is; a new one is added without them. */
  item?: ContentItem;
  content?: CourseContent;
  onClose: () => void;
}

/** A link or a page to be added, or any item to be changed. A page's text is fetched first. */
export function ItemDialog(props: Props) {
  const { courseId, kind, item } = props;
  const common = useText('common');
  const text = useText('content').form;
  const [body, setBody] = useState<string | null>(item !== undefined && kind === 'page' ? null : '');
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    if (item === undefined || kind !== 'page') return;
    const stop = new AbortController();
    openItem(courseId, item.id, { signal: stop.signal })
      .then((page) => setBody(page.body ?? ''))
      .catch((thrown: unknown) => !stop.signal.aborted && setFault(thrown));
    return () => stop.abort();
  }, [courseId, item, kind]);
  if (body !== null) return <Loaded {...props} body={body} />;
  return (
    <Dialog title={text.edit} onClose={props.onClose}>
      {fault === null ? <SkeletonList label={common.loading} rows={2} /> : <FormError fault={fault} />}
    </Dialog>
  );
}

function Loaded({ courseId, kind, folderId, item, content, body, onClose }: Props & { body: string }) {
  const text = useText('content').form;
  const common = useText('common');
  const refresh = useRefreshContent(courseId);
  const seen = visibilityFields(item?.visible ?? true, item?.visible_from ?? null);
  const form = useForm({
    ...(item === undefined && { draft: `content.${kind}.${courseId}` }),
    initial: { title: item?.title ?? '', url: item?.url ?? 'https://', body, folder: folderId, ...seen },
    validate: (values) => {
      const empty = missing(values);
      const isUrl = /^https?:\/\/[^\s/]+/i.test(values.url.trim());
      return {
        ...(kind !== 'link' && !values.title.trim() && { title: common.required }),
        ...(kind === 'link' && !isUrl && { url: text.urlFault }),
        ...(empty !== null && { [empty]: common.required }),
      };
    },
    send: async (values) => {
      const title = values.title.trim() || values.url.trim().slice(0, 200);
      const visible = visibilityOf(values);
      const own = kind === 'link' ? { url: values.url.trim() } : kind === 'page' ? { body: values.body } : {};
      if (item === undefined) {
        const made = kind === 'link' ? { kind, url: values.url.trim() } : { kind: 'page' as const, body: values.body };
        await addItem(courseId, { folder_id: folderId, content: made, title, ...visible });
      } else {
        await changeItem(courseId, item, { title, ...visible, ...own });
        if (values.folder !== folderId && content) await arrange(courseId, movedInto(content, item.id, values.folder));
      }
      await refresh();
      onClose();
    },
    explain: (field) => (field === 'url' ? text.urlFault : text.refused),
  });
  const title = item !== undefined ? text.edit : kind === 'link' ? text.addLink : text.addPage;
  return (
    <Dialog title={title} wide={kind === 'page'} onClose={onClose}>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        {kind === 'link' && (
          <Field {...form.field('url')} label={text.url} type="url" inputMode="url" maxLength={2000} autoFocus />
        )}
        <Field
          {...form.field('title')}
          label={text.title}
          maxLength={200}
          autoComplete="off"
          autoFocus={kind !== 'link'}
        />
        {kind === 'page' && (
          <TextField
            label={text.body}
            rows={10}
            maxLength={100_000}
            value={form.values.body}
            onChange={({ target }) => form.set('body', target.value)}
          />
        )}
        {content !== undefined && content.folders.length > 1 && (
          <SelectField {...form.field('folder')} label={text.where}>
            {content.folders.map((folder) => (
              <option key={folder.id} value={folder.id}>
                {folder.title}
              </option>
            ))}
          </SelectField>
        )}
        <VisibilityInputs form={form} />
        <FormError fault={form.fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {item === undefined ? text.add : common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
