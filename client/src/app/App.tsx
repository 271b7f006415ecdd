import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useStore } from 'zustand';
import { announcements } from '../ui/announce.ts';
import { Toasts } from '../ui/Toasts.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { queryClient } from './queryClient.ts';
import { Routes } from './Routes.tsx';

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <ErrorBoundary>
        <Suspense>
          <Routes />
        </Suspense>
      </ErrorBoundary>
      <Toasts />
      <Announcements />
    </QueryClientProvider>
  );
}

function Announcements() {
  const text = useStore(announcements, (state) => state.text);
  return (
    <div className="sr" aria-live="polite">
      {text}
    </div>
  );
}
