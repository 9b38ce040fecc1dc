import { Clock, Pencil, School } from "lucide-preact";

import { type Profile, schoolZone } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { formatTime } from "@/base/time/formats";
import { Badge } from "@/base/ui/Feedback";
import { Photo } from "@/base/ui/Photo";

/** Who is logged in, at which school, and by whose clock times are shown. */
export function ProfileCard({ person }: { person: Profile }) {
  const { name, surname, photo } = person.UserDetail;
  return (
    <section class="card account-person">
      <Photo name={name} surname={surname} photo={photo} size={72} />
      <div class="account-who">
        <h2>{`${name} ${surname}`}</h2>
        <p>{person.User.email}</p>
        <p>
          <Badge>{person.UserGroup.name}</Badge>
        </p>
      </div>
      <dl class="account-school">
        <div>
          <dt>
            <School aria-hidden="true" size={18} />
            <span class="visually-hidden">{t("account:school")}</span>
          </dt>
          <dd>{person.Company.name}</dd>
        </div>
        <div>
          <dt>
            <Clock aria-hidden="true" size={18} />
            <span class="visually-hidden">{t("account:school_zone")}</span>
          </dt>
          <dd>
            {t("account:school_time", { zone: nameZone(schoolZone.value), time: formatTime(new Date()) })}
          </dd>
        </div>
      </dl>
      <a class="button secondary" href="/app/users/edit">
        <Pencil aria-hidden="true" size={18} />
        {t("account:edit")}
      </a>
    </section>
  );
}

function nameZone(zone: string): string {
  return zone.replaceAll("_", " ");
}
