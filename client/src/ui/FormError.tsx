import { useErrorText, useText } from '../i18n/index.ts';
import { Icon } from './icons.tsx';

/** What went wrong with sending a form, above its button. */
export function FormError({ fault }: { fault: unknown }) {
  const describe = useErrorText();
  const text = useText('common');
  if (fault === null) return null;
  const { what, rest, code } = describe(fault);
  return (
    <div className="note" data-kind="danger" role="alert">
      <Icon name="circle-alert" />
      <div className="col gap-1">
        <b className="medium">{what}</b>
        <p>{rest}</p>
        <span className="small muted">{text.code(code)}</span>
      </div>
    </div>
  );
}
