import { useText } from '../i18n/index.ts';
import { LinkButton } from '../ui/Button.tsx';
import { usePageTitle } from '../ui/page.ts';

export function NotFoundPage() {
  const text = useText('common').notFound;
  usePageTitle(text.title);
  return (
    <div className="state page-state">
      <span className="bigno num" aria-hidden="true">
        404
      </span>
      <h1>{text.title}</h1>
      <p>{text.text}</p>
      <div className="acts">
        <LinkButton href="/" kind="primary">
          {text.home}
        </LinkButton>
      </div>
    </div>
  );
}
