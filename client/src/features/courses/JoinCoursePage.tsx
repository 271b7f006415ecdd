import { useLocation, useParams } from 'wouter';
import { ApiError } from '../../core/api.ts';
import { useText } from '../../i18n/index.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { FormError } from '../../ui/FormError.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { joinCourse } from './api.ts';
import { useRefresh } from './queries.ts';

/** By typing the code, or by a link that carries it. */
export default function JoinCoursePage() {
  const { code: given = '' } = useParams();
  const all = useText('courses');
  const text = all.join;
  const common = useText('common');
  const errors = useText('errors');
  const refresh = useRefresh();
  const [, navigate] = useLocation();
  usePageTitle(text.title);
  const form = useForm({
    initial: { code: given },
    validate: ({ code }) => (code.trim() ? {} : { code: common.required }),
    send: async ({ code }) => {
      try {
        const course = await joinCourse(code.trim());
        await refresh.courses();
        navigate(`/courses/${course.id}`, { replace: true });
      } catch (fault) {
        if (!(fault instanceof ApiError) || fault.code !== 'no_such_join_code') throw fault;
        throw new ApiError(fault.code, { status: fault.status, details: [{ field: 'code', message: fault.message }] });
      }
    },
    explain: () => `${errors.no_such_join_code.what} ${errors.no_such_join_code.rest}`,
  });
  const archived = form.fault instanceof ApiError && form.fault.code === 'course_archived';
  const already = form.fault instanceof ApiError && form.fault.code === 'already_enrolled';
  return (
    <div className="wrap-narrow">
      <form className="col gap-5 narrow-form" noValidate onSubmit={form.onSubmit}>
        <div className="col gap-1">
          <h1>{text.title}</h1>
          <p className="muted">{text.text}</p>
        </div>
        <Field
          {...form.field('code')}
          label={text.code}
          large
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          autoFocus
        />
        {already ? (
          <div className="note" role="status">
            <p className="grow">{text.already}</p>
          </div>
        ) : archived ? (
          <div className="note" role="alert">
            <p className="grow">{text.archived}</p>
          </div>
        ) : (
          <FormError fault={form.fault} />
        )}
        {already ? (
          <LinkButton href="/courses" kind="primary" size="lg" block>
            {text.toCourses}
          </LinkButton>
        ) : (
          <Button type="submit" kind="primary" size="lg" block busy={form.busy}>
            {text.submit}
          </Button>
        )}
      </form>
    </div>
  );
}
