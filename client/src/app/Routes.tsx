import type { ComponentType } from 'react';
import { useStore } from 'zustand';
import { Redirect, Route, Switch, useLocation, useSearchParams } from 'wouter';
import { session } from '../core/client.ts';
import { ErrorState } from '../ui/State.tsx';
import { lazyPage } from './lazyPage.ts';
import { NotFoundPage } from './NotFoundPage.tsx';
import { Shell, ShellSkeleton } from './Shell.tsx';

const SignInPage = lazyPage(() => import('../features/auth/SignInPage.tsx'), 'auth');
const RegisterPage = lazyPage(() => import('../features/auth/RegisterPage.tsx'), 'auth');
const SettingsPage = lazyPage(() => import('../features/auth/SettingsPage.tsx'), 'auth', 'recovery');
/** Pages that links in letters open, whoever is signed in here, and where one asks for such a link. */
const LINK_PAGES: Record<string, ComponentType> = {
  '/forgot-password': lazyPage(() => import('../features/auth/recovery/ForgotPasswordPage.tsx'), 'auth', 'recovery'),
  '/reset-password': lazyPage(() => import('../features/auth/recovery/ResetPasswordPage.tsx'), 'auth', 'recovery'),
  '/verify-email': lazyPage(() => import('../features/auth/recovery/VerifyEmailPage.tsx'), 'auth', 'recovery'),
  '/invitation': lazyPage(() => import('../features/auth/recovery/InvitationPage.tsx'), 'auth', 'recovery'),
};
const AdminPages = lazyPage(() => import('../features/people/AdminPages.tsx'), 'people');
const HomePage = lazyPage(() => import('../features/courses/HomePage.tsx'), 'courses');
const CoursesPage = lazyPage(() => import('../features/courses/CoursesPage.tsx'), 'courses');
const CoursePage = lazyPage(() => import('../features/courses/CoursePage.tsx'), 'courses');
const QuestionsPage = lazyPage(
  () => import('../features/learning/questions/QuestionsPage.tsx'),
  'courses',
  'questions',
);
const BoardPage = lazyPage(
  () => import('../features/learning/question_board/BoardPage.tsx'),
  'courses',
  'questionBoard',
);
const SessionRecordPage = lazyPage(() => import('./SessionRecordPage.tsx'), 'record', 'insights');
const PlansPage = lazyPage(() => import('../features/learning/plan/PlansPage.tsx'), 'courses', 'plan');
const PlanPage = lazyPage(() => import('../features/learning/plan/PlanPage.tsx'), 'courses', 'plan');
const ContentPage = lazyPage(() => import('../features/courses/content/ContentPage.tsx'), 'courses', 'content');
const AssignmentsPage = lazyPage(
  () => import('../features/courses/assignments/AssignmentsPage.tsx'),
  'courses',
  'assignments',
);
const AssignmentPage = lazyPage(
  () => import('../features/courses/assignments/AssignmentPage.tsx'),
  'courses',
  'assignments',
);
const GradingPage = lazyPage(() => import('../features/courses/assignments/GradingPage.tsx'), 'courses', 'assignments');
const JoinCoursePage = lazyPage(() => import('../features/courses/JoinCoursePage.tsx'), 'courses');
const PrejoinPage = lazyPage(() => import('../features/media/PrejoinPage.tsx'), 'prejoin');
const ROOM_TEXTS = [
  'room',
  'controls',
  'chat',
  'questionBoard',
  'hands',
  'polls',
  'breakouts',
  'quiz',
  'questions',
  'moods',
  'reactions',
  'notes',
  'slides',
] as const;
const LiveRoomPage = lazyPage(() => import('./LiveRoomPage.tsx'), ...ROOM_TEXTS);

const GuestPage = lazyPage(() => import('../features/media/guests/GuestPage.tsx'), 'guests', 'prejoin');
const GuestRoomPage = lazyPage(() => import('./GuestRoomPage.tsx'), 'guests', ...ROOM_TEXTS);

export function Routes() {
  const state = useStore(session.store);
  const [location] = useLocation();
  // Guests are signed in nowhere, and whoever is signed in here comes by a guest's link as a guest.
  if (location === '/guest') return <GuestPage />;
  if (location === '/guest/room') return <GuestRoomPage />;
  // Whoever comes back from an issuer becomes signed in on this page.
  if (location.startsWith('/oauth/')) return <SignInPage />;
  const LinkPage = LINK_PAGES[location];
  if (LinkPage !== undefined && state.status !== 'restoring') return <LinkPage />;
  switch (state.status) {
    case 'restoring':
      return <ShellSkeleton />;
    case 'unreachable':
      return (
        <main className="main">
          <ErrorState error={state.error} retry={() => void session.restore()} />
        </main>
      );
    case 'signed-out':
      return <SignedOut />;
    case 'signed-in':
      return <SignedIn />;
  }
}

/** Every address leads to sign-in, and from there to where it was meant to go. */
function SignedOut() {
  const [location] = useLocation();
  const next = location + window.location.search;
  return (
    <Switch>
      <Route path="/sign-in" component={SignInPage} />
      <Route path="/register" component={RegisterPage} />
      <Route>
        <Redirect to={next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`} replace />
      </Route>
    </Switch>
  );
}

function SignedIn() {
  const [search] = useSearchParams();
  return (
    <Switch>
      <Route path="/sign-in">
        <Redirect to={localPath(search.get('next'))} replace />
      </Route>
      <Route path="/register">
        <Redirect to={localPath(search.get('next'))} replace />
      </Route>
      <Route path="/sessions/:sessionId" component={PrejoinPage} />
      <Route path="/sessions/:sessionId/room" component={LiveRoomPage} />
      <Route path="/courses/:courseId/assignments/:assignmentId/grading" component={GradingPage} />
      <Route>
        <Shell>
          <Switch>
            <Route path="/" component={HomePage} />
            <Route path="/courses" component={CoursesPage} />
            <Route path="/courses/:courseId/questions" component={QuestionsPage} />
            <Route path="/courses/:courseId/plans" component={PlansPage} />
            <Route path="/courses/:courseId/plans/:planId/:part?" component={PlanPage} />
            <Route path="/courses/:courseId/assignments" component={AssignmentsPage} />
            <Route path="/courses/:courseId/assignments/:assignmentId" component={AssignmentPage} />
            <Route path="/courses/:courseId/content" component={ContentPage} />
            <Route path="/courses/:courseId/:tab?" component={CoursePage} />
            <Route path="/sessions/:sessionId/questions" component={BoardPage} />
            <Route path="/sessions/:sessionId/record" component={SessionRecordPage} />
            <Route path="/join/:code?" component={JoinCoursePage} />
            <Route path="/settings" component={SettingsPage} />
            <Route path="/admin/*" component={AdminPages} />
            <Route component={NotFoundPage} />
          </Switch>
        </Shell>
      </Route>
    </Switch>
  );
}

/** Only paths of this page: `//elsewhere.example` and `/\elsewhere.example` would leave it. */
function localPath(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/';
}
