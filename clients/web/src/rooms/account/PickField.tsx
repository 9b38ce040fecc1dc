import { Check, ChevronsUpDown } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Dialog } from "@/base/ui/Dialog";
import { ErrorNotice, Skeleton } from "@/base/ui/Feedback";
import { Labels } from "@/base/ui/Field";

import { findOptions, type Options } from "./options";

interface Props {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  value: string;
  onValue: (value: string) => void;
  useOptions: () => Options;
}

/** One of many, such as a country: a button that opens a list with a search. */
export function PickField({ label, hint, error, value, onValue, useOptions }: Props) {
  const { reading, options } = useOptions();
  const [isOpen, setOpen] = useState(false);
  const text = options.find(({ id }) => id === value)?.text ?? value;
  const shown = text || t("account:none");
  return (
    <Labels label={label} hint={hint} error={error}>
      {(ids) => (
        <>
          <button
            {...ids}
            type="button"
            class="pick"
            aria-label={`${label}: ${shown}`}
            aria-haspopup="dialog"
            onClick={() => setOpen(true)}
          >
            <span>{shown}</span>
            <ChevronsUpDown aria-hidden="true" size={18} />
          </button>
          {isOpen && (
            <PickDialog
              title={label}
              options={{ reading, options }}
              value={value}
              onClose={() => setOpen(false)}
              onPick={(picked) => {
                onValue(picked);
                setOpen(false);
              }}
            />
          )}
        </>
      )}
    </Labels>
  );
}

interface DialogProps {
  title: string;
  options: Options;
  value: string;
  onPick: (id: string) => void;
  onClose: () => void;
}

function PickDialog({ title, options: { reading, options }, value, onPick, onClose }: DialogProps) {
  const [query, setQuery] = useState("");
  const found = findOptions(options, query);
  const list = useRef<HTMLUListElement>(null);
  useEffect(
    () => list.current?.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "center" }),
    [],
  );
  const pickFirst = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the dialog stands in a form
    if (query && found[0]) onPick(found[0].id);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <input
        type="search"
        aria-label={t("account:search")}
        placeholder={t("account:search")}
        autocomplete="off"
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={pickFirst}
      />
      <p class="visually-hidden" role="status">
        {query && t("account:found", { count: found.length })}
      </p>
      {reading.data ? (
        <ul ref={list} class="pick-list">
          {!query && <Choice text={t("account:none")} isChosen={value === ""} onPick={() => onPick("")} />}
          {found.map(({ id, text }) => (
            <Choice key={id} text={text} isChosen={id === value} onPick={() => onPick(id)} />
          ))}
        </ul>
      ) : reading.error ? (
        <ErrorNotice error={reading.error} retry={reading.reload} />
      ) : (
        <Skeleton />
      )}
      <div class="dialog-buttons">
        <Button look="secondary" onClick={onClose}>
          {t("base:cancel")}
        </Button>
      </div>
    </Dialog>
  );
}

function Choice({ text, isChosen, onPick }: { text: string; isChosen: boolean; onPick: () => void }) {
  return (
    <li>
      <button type="button" aria-pressed={isChosen} onClick={onPick}>
        <span>{text}</span>
        {isChosen && <Check aria-hidden="true" size={18} />}
      </button>
    </li>
  );
}
