import type { ContentItem, CourseContent, FilledFolder } from '../../../core/api.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Icon, type IconName } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { kindOf, sizeOf } from '../../learning/chat/size.ts';
import { openItem } from './api.ts';
import type { Open } from './ContentPage.tsx';
import { moved } from './order.ts';
import { SendingRow } from './SendingRow.tsx';
import type { Sending } from './uploads.ts';
import type { ContentActs } from './useContentActs.ts';

interface Props {
  courseId: string;
  content: CourseContent;
  folder: FilledFolder;
  staff: boolean;
  acts: ContentActs;
  sending: readonly Sending[];
  onOpen: (open: Open) => void;
  onUpload: () => void;
  onChoose: () => void;
}

/** A folder and what is in it. */
export function FolderSection({ courseId, content, folder, staff, acts, sending, onOpen, onUpload, onChoose }: Props) {
  const text = useText('content');
  const items: MenuItem[] = [
    { label: text.menu.upload, icon: 'arrow-up', onSelect: onUpload },
    { label: text.menu.addLink, icon: 'link', onSelect: () => onOpen({ kind: 'link', folderId: folder.id }) },
    { label: text.menu.addPage, icon: 'type', onSelect: () => onOpen({ kind: 'page', folderId: folder.id }) },
    { label: text.menu.edit, icon: 'pencil', onSelect: () => onOpen({ kind: 'folder', folder }) },
    { label: text.menu.show, checked: folder.visible, toggle: true, onSelect: () => acts.showFolder(folder) },
    ...moves(content, folder.id, acts, text.menu),
    { label: text.menu.delete, icon: 'trash-2', danger: true, onSelect: () => acts.deleteFolder(folder) },
  ];
  return (
    <section className="sec" aria-labelledby={`folder-${folder.id}`}>
      <div className="sec-head">
        <h2 id={`folder-${folder.id}`} className="content-folder">
          {folder.title}
        </h2>
        <span className="faint small">{text.count(folder.items.length)}</span>
        {staff && <Seen visible={folder.visible} since={folder.visible_from} quiet />}
        {staff && (
          <span className="end">
            <Menu label={text.more(folder.title)} items={items} floating>
              <Icon name="ellipsis" size={20} />
            </Menu>
          </span>
        )}
      </div>
      <ul className="card list">
        {folder.items.map((item) => (
          <ItemRow
            key={item.id}
            courseId={courseId}
            content={content}
            item={item}
            staff={staff}
            acts={acts}
            onOpen={onOpen}
          />
        ))}
        {sending.map((each) => (
          <SendingRow key={each.key} sending={each} onChoose={onChoose} />
        ))}
        {folder.items.length + sending.length === 0 && <li className="faint">{text.emptyFolder}</li>}
      </ul>
    </section>
  );
}

const ICONS = { file: 'file-text', link: 'link', page: 'type' } as const;

interface RowProps extends Pick<Props, 'courseId' | 'content' | 'staff' | 'acts' | 'onOpen'> {
  item: ContentItem;
}

function ItemRow({ courseId, content, item, staff, acts, onOpen }: RowProps) {
  const text = useText('content');
  const { file, url, title } = item;
  const isVideo = file?.media_type.startsWith('video/') ?? false;
  const icon: IconName = !item.visible ? 'lock' : isVideo ? 'video' : ICONS[item.kind];
  const withheld = file !== null && file.scan !== 'none' && file.scan !== 'clean';
  const facts = [
    ...(file === null ? [item.kind === 'link' ? text.link : text.page] : [kindOf(file.name), sizeOf(file.size)]),
    ...(url === null ? [] : [hostOf(url)]),
    ...(file?.scan === 'waiting' ? [text.waiting] : []),
    ...(item.visible ? [] : [text.staffOnly]),
    ...(item.opened !== null && item.visible && content.students !== null && content.students > 0
      ? [text.opened(item.opened, content.students)]
      : []),
  ];
  const items: MenuItem[] = [
    ...(file === null || withheld
      ? []
      : [{ label: text.menu.download, icon: 'download' as const, onSelect: () => acts.download(item) }]),
    { label: text.menu.edit, icon: 'pencil', onSelect: () => onOpen({ kind: 'edit', item }) },
    { label: text.menu.show, checked: item.visible, toggle: true, onSelect: () => acts.showItem(item) },
    ...moves(content, item.id, acts, text.menu),
    { label: text.menu.delete, icon: 'trash-2', danger: true, onSelect: () => acts.deleteItem(item) },
  ];
  const name =
    url !== null ? (
      <a
        className="medium cut link-plain"
        href={url}
        target="_blank"
        rel="noopener noreferrer nofollow"
        onClick={() => void openItem(courseId, item.id).catch(() => undefined)}
      >
        {title}
      </a>
    ) : withheld ? (
      <span className="medium cut">{title}</span>
    ) : (
      <button
        type="button"
        className="medium cut link-plain content-open"
        title={title}
        aria-busy={acts.busy === item.id || undefined}
        onClick={() => (file === null ? onOpen({ kind: 'read', item }) : acts.download(item))}
      >
        {title}
      </button>
    );
  return (
    <li>
      <span className="muted">
        <Icon name={icon} size={20} />
      </span>
      <div className="col grow">
        {name}
        <span className="small faint cut">{facts.join(' · ')}</span>
      </div>
      {(file?.scan === 'infected' || file?.scan === 'too_large') && (
        <span className="badge" data-kind="danger">
          {file.scan === 'infected' ? text.infected : text.tooLarge}
        </span>
      )}
      {staff && <Seen visible={item.visible} since={item.visible_from} />}
      {staff && (
        <Menu label={text.more(title)} items={items} className="icon-btn icon-btn-sm" floating>
          <Icon name="ellipsis" />
        </Menu>
      )}
    </li>
  );
}

/** Whether students see it, or from when. */
function Seen({ visible, since, quiet = false }: { visible: boolean; since: string | null; quiet?: boolean }) {
  const text = useText('content');
  const format = useFormats();
  const later = since !== null && new Date(since) > new Date();
  if (visible && !later) {
    return quiet ? null : (
      <span className="badge hide-sm" data-kind="success">
        {text.visible}
      </span>
    );
  }
  return (
    <span className="badge hide-sm" data-kind={visible ? 'accent' : undefined}>
      {visible && since !== null
        ? text.from(`${format.day(new Date(since))} ${format.time(new Date(since))}`)
        : text.hidden}
    </span>
  );
}

function moves(content: CourseContent, id: string, acts: ContentActs, text: { up: string; down: string }): MenuItem[] {
  const [up, down] = [moved(content, id, -1), moved(content, id, 1)];
  return [
    ...(up === null ? [] : [{ label: text.up, icon: 'arrow-up' as const, onSelect: () => acts.arrange(up) }]),
    ...(down === null ? [] : [{ label: text.down, icon: 'arrow-down' as const, onSelect: () => acts.arrange(down) }]),
  ];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
