// The certificate on paper. It needs the token, so a link alone would not do: it is fetched and then saved.
import { api, unwrap } from "@/base/api/client";

/** Saves the PDF of a certificate under its number. Raises Unreachable without a connection. */
export async function downloadCertificate(enrollment: string, number: string): Promise<void> {
  const pdf = await unwrap(
    api.GET("/trainings/trainings/certificate/{enrollment_id}.pdf", {
      params: { path: { enrollment_id: enrollment } },
      parseAs: "blob",
    }),
  );
  saveFile(pdf as unknown as Blob, `certificate-${number}.pdf`);
}

/** Saves a file as the browser saves downloads. */
function saveFile(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it after the click
}
