import { useState } from 'react';
import type { Course, EnrollmentRole, InvitationMade } from '../../core/types.ts';
import { useLanguage, useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { usePolicy } from '../auth/policy.ts';
import { ShownLink } from '../auth/recovery/ShownLink.tsx';
import { invitePerson } from './api.ts';

interface InvitePersonProps {
  course: Course;
  /** Of whom nobody has an account. */
  email: string;
  name: string;
  role: EnrollmentRole;
}

/** Invites somebody who has no account yet: accepting makes it, and enrols them. */
export default function InvitePerson({ course, email, name, role }: InvitePersonProps) {
  const text = useText('recovery');
  const language = useLanguage();
  const policy = usePolicy();
  const [made, setMade] = useState<InvitationMade | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const invite = async () => {
    setBusy(true);
    setFault(null);
    try {
      setMade(await invitePerson(course.id, { email, name, role, language }));
    } catch (thrown) {
      setFault(thrown);
    } finally {
      setBusy(false);
    }
  };
  if (made?.link) return <ShownLink link={made.link} until={made.expires_at} />;
  if (made) {
    return (
      <p className="t-success" role="status">
        {text.admin.mailed(made.email)}
      </p>
    );
  }
  return (
    <>
      <Button disabled={name === ''} busy={busy} onClick={() => void invite()}>
        {policy?.mail ? text.admin.send : text.admin.make}
      </Button>
      <span className="small muted">{text.course.accepting}</span>
      <FormError fault={fault} />
    </>
  );
}
