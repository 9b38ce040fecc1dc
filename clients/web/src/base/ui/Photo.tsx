import { useEffect, useState } from "preact/hooks";

import { findFile } from "@/base/store/files";

interface Props {
  name: string;
  surname: string;
  /** The address of the picture, if there is one. */
  photo: string | null | undefined;
  size?: number;
}

/** The picture of a person, or their initials. The name beside it says who it is, so readers skip it. */
export function Photo({ name, surname, photo, size = 40 }: Props) {
  const url = useKeptFile(photo ?? undefined);
  if (url) return <img class="photo" src={url} alt="" width={size} height={size} />;
  return (
    <svg class="photo" width={size} height={size} viewBox="0 0 40 40" aria-hidden="true">
      <circle cx="20" cy="20" r="20" />
      <text x="20" y="25" text-anchor="middle">
        {name.slice(0, 1) + surname.slice(0, 1)}
      </text>
    </svg>
  );
}

/** The address to show a file from: the kept copy if there is one, else the server's. */
export function useKeptFile(url: string | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (url === undefined) return setAddress(undefined);
    let made: string | undefined;
    void findFile(url).then((blob) => {
      made = blob && URL.createObjectURL(blob);
      setAddress(made ?? url);
    });
    return () => {
      if (made) URL.revokeObjectURL(made);
    };
  }, [url]);
  return address;
}
