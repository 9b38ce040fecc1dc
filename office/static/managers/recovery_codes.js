// Copies the recovery codes. Where the clipboard is unavailable (without TLS), they are selected, to be copied by hand.
(() => {
  const list = document.getElementById("recovery-codes");
  const codes = [...list.querySelectorAll("li")].map((item) => item.textContent).join("\n");
  const copy = document.querySelector("button[name=copy]");
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(codes);
      copy.textContent = document.getElementById("script-texts").dataset.copied;
    } catch {
      window.getSelection().selectAllChildren(list);
    }
  });
})();
