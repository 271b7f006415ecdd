import { useEffect, useRef, type VideoHTMLAttributes } from 'react';

type Props = VideoHTMLAttributes<HTMLVideoElement> & { stream: MediaStream };

/** Plays a stream without sound. */
export function MediaStreamVideo({ stream, ...rest }: Props) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (element !== null && element.srcObject !== stream) element.srcObject = stream;
  }, [stream]);
  return <video {...rest} ref={ref} autoPlay playsInline muted disablePictureInPicture tabIndex={-1} />;
}
