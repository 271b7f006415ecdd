/** Rows in the shape of the list that is on its way. */
export function SkeletonList({ rows = 4, label }: { rows?: number; label: string }) {
  return (
    <div className="card list" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row}>
          <span className="skel" style={{ width: 72 }} />
          <div className="col grow gap-2">
            <span className="skel" style={{ width: `${56 - row * 7}%` }} />
            <span className="skel" style={{ width: `${38 - row * 4}%` }} />
          </div>
        </div>
      ))}
    </div>
  );
}

export function SkeletonLine({ width }: { width: number | string }) {
  return <span className="skel" style={{ width, display: 'inline-block' }} aria-hidden="true" />;
}
