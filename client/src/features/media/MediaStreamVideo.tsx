import { useEffect, useRef, type RefObject, type VideoHTMLAttributes } from 'react';

interface Props extends VideoHTMLAttributes<HTMLVideoElement> {
  stream: MediaStream;
  ref?: RefObject<HTMLVideoElement | null>;
}

/** Plays a stream without sound. */
export function MediaStreamVideo({ stream, ref, ...rest }: Props) {
  const own = useRef<HTMLVideoElement>(null);
  const target = ref ?? own;
  useEffect(() => {
    const element = target.current;
    if (element !== null && element.srcObject !== stream) element.srcObject = stream;
  }, [target, stream]);
  return <video {...rest} ref={target} autoPlay playsInline muted disablePictureInPicture tabIndex={-1} />;
}
