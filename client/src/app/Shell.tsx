import { Suspense, useEffect, useRef, type CSSProperties, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { Link, useLocation } from 'wouter';
import { session } from '../core/client.ts';
import type { Course, User } from '../core/types.ts';
import { useSignOut } from '../features/auth/useSignOut.ts';
import { useCourses } from '../features/courses/queries.ts';
import { useText } from '../i18n/index.ts';
import { announce } from '../ui/announce.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Icon, Mark, type IconName } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import { hueOf } from '../ui/person.ts';
import { SkeletonLine, SkeletonList } from '../ui/Skeleton.tsx';
import { lazyPage } from './lazyPage.ts';

const ViewingBanner = lazyPage(() => import('../features/people/ViewingBanner.tsx'), 'people');

export function Shell({ children }: { children: ReactNode }) {
  const text = useText('common');
  const main = useRef<HTMLElement>(null);
  const [location] = useLocation();
  const viewing = useStore(session.store, (state) => state.status === 'signed-in' && state.viewing === true);
  useArrival(main, location);
  return (
    <div className="app">
      <a className="skip" href="#main">
        {text.skip}
      </a>
      <Navigation />
      <main className="main" id="main" ref={main} tabIndex={-1}>
        <Suspense>{viewing && <ViewingBanner />}</Suspense>
        <Suspense fallback={<PageSkeleton />}>{children}</Suspense>
      </main>
      <TabBar />
    </div>
  );
}

/** What stands while the sign-in of an earlier visit is taken up again. */
export function ShellSkeleton() {
  const text = useText('common');
  return (
    <div className="app" aria-busy="true">
      <div className="nav">
        <span className="brand">
          <Mark />
          <span>EduForum</span>
        </span>
      </div>
      <main className="main" aria-label={text.loading}>
        <PageSkeleton />
      </main>
    </div>
  );
}

function PageSkeleton() {
  const text = useText('common');
  return (
    <div className="wrap">
      <header className="phead">
        <SkeletonLine width={220} />
      </header>
      <SkeletonList label={text.loading} />
    </div>
  );
}

function Navigation() {
  const text = useText('common');
  return (
    <nav className="nav" aria-label={text.nav.label}>
      <Link className="brand" href="/">
        <Mark />
        <span>EduForum</span>
      </Link>
      <div className="navlist">
        <Place href="/" icon="house" label={text.nav.home} />
        <Place href="/courses" icon="book-open" label={text.nav.courses} />
        {session.user?.role === 'admin' && (
          <>
            <Place href="/admin/people" icon="users" label={text.nav.people} />
            <Place href="/admin/audit" icon="file-text" label={text.nav.audit} />
          </>
        )}
      </div>
      <CourseLinks />
      {session.user && <Person user={session.user} />}
    </nav>
  );
}

function Place({ href, icon, label }: { href: string; icon: IconName; label: string }) {
  const [location] = useLocation();
  return (
    <Link href={href} title={label} aria-current={location === href ? 'page' : undefined}>
      <Icon name={icon} />
      <span className="cut">{label}</span>
    </Link>
  );
}

const SHOWN = 12;

function CourseLinks() {
  const [location] = useLocation();
  const courses = useCourses();
  const semesters = new Map<string, Course[]>();
  for (const course of courses.items.slice(0, SHOWN)) {
    semesters.set(course.semester, [...(semesters.get(course.semester) ?? []), course]);
  }
  return [...semesters].map(([semester, group]) => (
    <div key={semester}>
      <div className="navgroup cut">{semester}</div>
      <div className="navlist">
        {group.map(({ id, title }) => (
          <Link
            key={id}
            href={`/courses/${id}`}
            title={title}
            aria-current={location.startsWith(`/courses/${id}`) ? 'page' : undefined}
          >
            <i className="cdot" style={{ '--h': hueOf(id) } as CSSProperties} />
            <span className="cut">{title}</span>
          </Link>
        ))}
      </div>
    </div>
  ));
}

function Person({ user }: { user: User }) {
  const text = useText('common');
  const signOut = useSignOut();
  const [, navigate] = useLocation();
  return (
    <div className="nav-end">
      <Menu
        label={text.nav.account(user.name)}
        className="navfoot"
        words
        align="start"
        up
        items={[
          { label: text.nav.settings, icon: 'settings', onSelect: () => navigate('/settings') },
          { label: text.nav.signOut, icon: 'log-out', onSelect: signOut },
        ]}
      >
        <Avatar id={user.id} name={user.name} />
        <span className="col grow">
          <span className="medium cut">{user.name}</span>
          <span className="small faint">{text.roles[user.role]}</span>
        </span>
        <Icon name="chevrons-up-down" />
      </Menu>
    </div>
  );
}

interface Tab {
  href: string;
  icon: IconName;
  label: string;
  here: boolean;
}

function TabBar() {
  const text = useText('common').nav;
  const [location] = useLocation();
  const admin: readonly Tab[] = [
    { href: '/admin/people', icon: 'users', label: text.people, here: location === '/admin/people' },
    { href: '/admin/audit', icon: 'file-text', label: text.audit, here: location === '/admin/audit' },
  ];
  const tabs: readonly Tab[] = [
    { href: '/', icon: 'house', label: text.home, here: location === '/' },
    { href: '/courses', icon: 'book-open', label: text.courses, here: /^\/(?:courses|join)\b/.test(location) },
    ...(session.user?.role === 'admin' ? admin : []),
    { href: '/settings', icon: 'circle-user-round', label: text.me, here: location === '/settings' },
  ];
  return (
    <nav className="tabbar" aria-label={text.label}>
      {tabs.map(({ href, icon, label, here }) => (
        <Link key={href} href={href} aria-current={here ? 'page' : undefined}>
          <Icon name={icon} size={24} />
          <span>{label}</span>
        </Link>
      ))}
    </nav>
  );
}

/** A new page starts at its top, has the focus, and is named to screen readers. */
function useArrival(main: React.RefObject<HTMLElement | null>, location: string) {
  const last = useRef(location);
  useEffect(() => {
    if (last.current === location) return;
    last.current = location;
    main.current?.focus({ preventScroll: true });
    const frame = requestAnimationFrame(() => announce(document.title));
    return () => cancelAnimationFrame(frame);
  }, [location, main]);
}
