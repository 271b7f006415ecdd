import type { ContentFolder } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field } from '../../../ui/Field.tsx';
import { useForm } from '../../../ui/form.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { addFolder, changeFolder } from './api.ts';
import { useRefreshContent } from './queries.ts';
import { missing, visibilityFields, visibilityOf } from './visibility.ts';
import { VisibilityInputs } from './VisibilityInputs.tsx';

interface Props {
  courseId: string;
  /** What to change; a new one is added without it. */
  folder: ContentFolder | null;
  onClose: () => void;
}

export function FolderDialog({ courseId, folder, onClose }: Props) {
  const text = useText('content').form;
  const common = useText('common');
  const refresh = useRefreshContent(courseId);
  const seen = visibilityFields(folder?.visible ?? true, folder?.visible_from ?? null);
  const form = useForm({
    initial: { title: folder?.title ?? '', ...seen },
    validate: (values) => {
      const empty = missing(values);
      return {
        ...(!values.title.trim() && { title: common.required }),
        ...(empty !== null && { [empty]: common.required }),
      };
    },
    send: async (values) => {
      const fields = { title: values.title.trim(), ...visibilityOf(values) };
      await (folder === null ? addFolder(courseId, fields) : changeFolder(courseId, folder, fields));
      await refresh();
      onClose();
    },
    explain: () => text.refused,
  });
  return (
    <Dialog title={folder === null ? text.addFolder : text.editFolder} onClose={onClose}>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <Field {...form.field('title')} label={text.title} maxLength={200} autoComplete="off" autoFocus />
        <VisibilityInputs form={form} />
        <FormError fault={form.fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {folder === null ? text.add : common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
